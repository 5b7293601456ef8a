import { Button, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { channelsQuery, fieldsQuery, groupsQuery, workspaceQuery } from "@/lib/queries";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { signupFormQuery, useSignupFormChanges } from "../api/signup-forms";
import { FormEditor } from "../components/form-editor";
import { ShareCard } from "../components/share-card";
import { freshDraft, toDraft } from "../draft";

/** One sign-up form: a new one, or one that is there with its links and QR codes. */
export function SignupFormPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { form: id = "new" } = useParams({ strict: false });
	const fresh = id === "new";
	const kept = useDenial("edit", true);
	const query = useQuery({ ...signupFormQuery(slug, id), enabled: !fresh });
	const workspace = useQuery(workspaceQuery(slug));
	const channels = useQuery({
		...channelsQuery(slug),
		// A sign-up is confirmed by a message to a WhatsApp number.
		select: (all) => all.filter(({ kind }) => kind !== "instagram"),
	});
	const groups = useQuery(groupsQuery(slug));
	const fields = useQuery(fieldsQuery(slug));
	const { remove } = useSignupFormChanges(slug);
	const [deleting, setDeleting] = useState(false);
	const [gone, setGone] = useState(false);
	const form = fresh ? undefined : query.data;
	const error = query.error ?? workspace.error ?? channels.error ?? groups.error ?? fields.error;
	const list = { to: "/w/$ws/contacts/forms", params: { ws: slug } } as const;
	const business = workspace.data?.name ?? "";
	const first = channels.data?.find((channel) => channel.state === "connected")?.id ?? null;
	const ready = !gone && (fresh || form) && workspace.data && channels.data && groups.data && fields.data;
	return (
		<Page>
			<PageHeader
				title={fresh ? t("signup.add") : (form?.name ?? " ")}
				subtitle={
					form && t("signup.counts", { confirmed: formatNumber(form.confirmed), waiting: formatNumber(form.waiting) })
				}
				back={{ to: `/w/${slug}/contacts/forms`, label: t("signup.title") }}
				actions={
					form &&
					!kept && (
						<Button
							variant="default"
							leftSection={<IconTrash size={16} aria-hidden />}
							onClick={() => setDeleting(true)}
						>
							{t("common.delete")}
						</Button>
					)
				}
			/>
			{error && <ProblemNotice error={error} onRetry={() => query.refetch()} />}
			{!error && !ready && (
				<Text size="sm" c="dimmed" role="status">
					{t("common.loading")}
				</Text>
			)}
			{ready && (
				<SimpleGrid cols={{ base: 1, md: form ? 2 : 1 }} spacing="md">
					<FormEditor
						key={id}
						start={form ? toDraft(form) : freshDraft(t, business, first)}
						form={form}
						channels={channels.data}
						groups={groups.data}
						fields={fields.data}
						business={business}
						onSaved={(saved) => {
							toastDone(t("common.saved"));
							if (fresh) {
								navigate({ to: "/w/$ws/contacts/forms/$form", params: { ws: slug, form: saved.id } });
							}
						}}
					/>
					{form && (
						<Stack>
							<ShareCard form={form} of="page" />
							<ShareCard form={form} of="chat" />
						</Stack>
					)}
				</SimpleGrid>
			)}
			<Confirm
				opened={deleting}
				title={t("signup.deleteTitle")}
				confirm={t("common.delete")}
				danger
				onConfirm={async () => {
					await remove.mutateAsync(id);
					// What was typed went with the form: nobody is asked about it.
					flushSync(() => setGone(true));
					navigate(list);
				}}
				onClose={() => setDeleting(false)}
			>
				{t("signup.deleteText")}
			</Confirm>
		</Page>
	);
}
