import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { zod4Resolver } from "mantine-form-zod-resolver";
import { useTranslation } from "react-i18next";
import type { Check } from "@/api/types";
import { fieldProblems, toProblem } from "@/lib/problem";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { z } from "@/lib/zod";
import { CopyField } from "@/ui/copy-field";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { setupQuery, useChannelChanges } from "../api/channels";
import { CheckList } from "../components/check-list";

/** The checks that stood in the way, from the answer that refused to connect. What a bad token spoils besides is left out. */
function failedChecks(err: unknown): Check[] {
	const { code, fields } = toProblem(err);
	const all = code === "channel.check_failed" ? fields : [];
	const badToken = all.some((field) => field.code === "token.invalid");
	return all
		.filter((field) => !badToken || field.location === "body.token")
		.map((field) => ({
			id: (field.location ?? "").replace(/^body\./, ""),
			ok: false,
			severity: "error",
			detail_code: field.code ?? "",
		}));
}

/** Connecting a number of the WhatsApp Cloud API: what to paste at Meta, what to paste here, and whether it works. */
export function ConnectPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("manage");
	const setup = useQuery(setupQuery(slug)).data;
	const { connect } = useChannelChanges(slug);
	const digits = z
		.string()
		.trim()
		.regex(/^\d{5,20}$/, t("channel.digits"));
	const form = useForm({
		initialValues: { name: "", waba_id: "", phone_number_id: "", token: "" },
		validate: zod4Resolver(
			z.object({
				name: z.string().trim().min(1, t("channel.nameMissing")).max(80),
				waba_id: digits,
				phone_number_id: digits,
				token: z.string().trim().min(20, t("channel.tokenMissing")),
			}),
		),
	});
	const made = connect.data;
	const failed = failedChecks(connect.error);
	if (made) {
		return (
			<Page narrow>
				<PageHeader title={t("channel.connectedTitle")} subtitle={made.verified_name || made.display_phone} />
				<Section title={t("channel.checks")} text={t("channel.checksText")}>
					<CheckList checks={made.checks} />
					<Group justify="flex-end" mt="lg">
						<Button
							renderRoot={(props) => (
								<Link {...props} to="/w/$ws/channels/$channel" params={{ ws: slug, channel: made.id }} />
							)}
						>
							{t("channel.openChannel")}
						</Button>
					</Group>
				</Section>
			</Page>
		);
	}
	return (
		<Page narrow>
			<PageHeader
				title={t("channel.connectTitle")}
				subtitle={t("channel.connectText")}
				back={{ to: `/w/${slug}/channels`, label: t("nav.channels") }}
			/>
			<Stack>
				{denied && <Notice tone="mute">{t(denied)}</Notice>}
				<Section title={t("channel.atMeta")} text={t("channel.atMetaText")}>
					<Stack>
						{setup && !setup.app_configured && <Notice tone="kunyit">{t("channel.noApp")}</Notice>}
						<CopyField label={t("channel.webhookUrl")} value={setup?.webhook_url ?? ""} />
						<CopyField label={t("channel.verifyToken")} value={setup?.verify_token ?? ""} />
						<Text size="sm" c="dimmed">
							{t("channel.subscribe")}
						</Text>
					</Stack>
				</Section>
				<Section title={t("channel.here")} text={t("channel.hereText")}>
					<form
						onSubmit={form.onSubmit((values) =>
							connect.mutate(
								{
									name: values.name.trim(),
									waba_id: values.waba_id.trim(),
									phone_number_id: values.phone_number_id.trim(),
									token: values.token.trim(),
								},
								{ onError: (err) => form.setErrors(failedChecks(err).length > 0 ? {} : fieldProblems(err)) },
							),
						)}
					>
						<Stack>
							<TextInput
								label={t("channel.name")}
								placeholder={t("channel.nameExample")}
								disabled={Boolean(denied)}
								{...form.getInputProps("name")}
							/>
							<TextInput
								label={t("channel.phoneNumberId")}
								inputMode="numeric"
								disabled={Boolean(denied)}
								{...form.getInputProps("phone_number_id")}
							/>
							<TextInput
								label={t("channel.wabaId")}
								inputMode="numeric"
								disabled={Boolean(denied)}
								{...form.getInputProps("waba_id")}
							/>
							<PasswordInput
								label={t("channel.token")}
								description={t("channel.tokenHint")}
								autoComplete="off"
								visibilityToggleButtonProps={{ "aria-label": t("channel.showToken") }}
								disabled={Boolean(denied)}
								{...form.getInputProps("token")}
							/>
							{connect.error && <ProblemNotice error={connect.error} />}
							{failed.length > 0 && <CheckList checks={failed} />}
							<Group justify="flex-end">
								<Button type="submit" loading={connect.isPending} disabled={Boolean(denied)}>
									{t("channel.connectAct")}
								</Button>
							</Group>
						</Stack>
					</form>
				</Section>
			</Stack>
		</Page>
	);
}
