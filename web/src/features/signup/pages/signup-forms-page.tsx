import { Text } from "@mantine/core";
import { IconCircleCheck, IconForms, IconLock, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SignupForm } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { StateBadge } from "@/ui/state-badge";
import { signupFormsQuery } from "../api/signup-forms";

function FormState({ form }: { form: SignupForm }) {
	const { t } = useTranslation();
	return form.state === "open" ? (
		<StateBadge tone="laut" icon={IconCircleCheck}>
			{t("signup.open")}
		</StateBadge>
	) : (
		<StateBadge tone="mute" icon={IconLock}>
			{t("signup.closed")}
		</StateBadge>
	);
}

/** The public forms on which people sign up. */
export function SignupFormsPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const query = useQuery(signupFormsQuery(slug));
	const open = (form: string) => navigate({ to: "/w/$ws/contacts/forms/$form", params: { ws: slug, form } });
	const add = (
		<GuardedButton right="edit" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => open("new")}>
			{t("signup.add")}
		</GuardedButton>
	);
	return (
		<Page>
			<PageHeader
				title={t("signup.title")}
				subtitle={t("signup.subtitle")}
				back={{ to: `/w/${slug}/contacts`, label: t("nav.contacts") }}
				actions={Boolean(query.data?.length) && add}
			/>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.data?.length === 0 ? (
				<EmptyState icon={IconForms} title={t("signup.none")} text={t("signup.noneText")} actions={add} />
			) : (
				!query.error && (
					<DataTable
						label={t("signup.title")}
						rows={query.data}
						rowKey={(form) => form.id}
						onOpen={(form) => open(form.id)}
						columns={[
							{
								key: "name",
								title: t("signup.name"),
								cell: (form) => (
									<>
										<b style={{ overflowWrap: "anywhere" }}>{form.name}</b>
										<Text size="sm" c="dimmed">
											{form.title}
										</Text>
									</>
								),
							},
							{ key: "state", title: t("jobs.state"), cell: (form) => <FormState form={form} /> },
							{ key: "waiting", title: t("signup.waiting"), cell: (form) => formatNumber(form.waiting), right: true },
							{
								key: "confirmed",
								title: t("signup.confirmed"),
								cell: (form) => formatNumber(form.confirmed),
								right: true,
							},
						]}
						card={(form) => (
							<>
								<b style={{ overflowWrap: "anywhere" }}>{form.name}</b>
								<Text size="sm" c="dimmed" my={4}>
									{t("signup.counts", { confirmed: formatNumber(form.confirmed), waiting: formatNumber(form.waiting) })}
								</Text>
								<FormState form={form} />
							</>
						)}
					/>
				)
			)}
		</Page>
	);
}
