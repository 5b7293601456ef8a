import { Box, Button, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel, Template } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { fieldProblems } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { PhonePreview } from "@/ui/phone-preview";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { useTemplateChanges } from "../api/templates";
import { useTemplateDraft } from "../draft";
import { type Draft, draftView, languages, limits, toForm } from "../form";
import { BodyFields } from "./body-fields";
import { ButtonFields } from "./button-fields";
import { Counted } from "./counted";
import { HeaderFields } from "./header-fields";
import classes from "./template-editor.module.css";

interface Props {
	channels: Channel[];
	start: Draft;
	draftKey: string;
	/** Set when an existing template is changed: then name, language and, once approved, category stay. */
	template?: Template;
}

/** Writing a template, with the phone beside it. What is typed survives a reload until Meta has it. */
export function TemplateEditor({ channels, start, draftKey, template }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { draft, change: keep, restored, forget, reset } = useTemplateDraft(slug, draftKey, start);
	const { create, edit } = useTemplateChanges(slug);
	const act = template ? edit : create;
	const [touched, setTouched] = useState<string[]>([]);
	// What was changed since the server looked is not wrong any more until it looks again.
	const errors = Object.fromEntries(
		Object.entries(fieldProblems(act.error)).filter(([field]) => !touched.includes(field.split(/[.[]/)[0] ?? "")),
	);
	const change = (more: Partial<Draft>) => {
		const changed = (Object.keys(more) as (keyof Draft)[]).filter((key) => more[key] !== draft[key]);
		setTouched((old) => [...new Set([...old, ...changed])]);
		keep(more);
	};
	const problem = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (act.error) {
			problem.current?.scrollIntoView({ block: "center" });
		}
	}, [act.error]);
	const channel = channels.find((known) => known.id === draft.channel_id) ?? channels[0];
	const done = (made: Template) => {
		const lost = made.status === "SUBMITTING";
		if (!lost) {
			forget();
		}
		toastDone(t(lost ? "template.uncertain" : "template.submitted"));
		navigate({ to: "/w/$ws/templates", params: { ws: slug }, search: { template: made.id } });
	};
	const submit = () => {
		setTouched([]);
		if (template) {
			edit.mutate({ id: template.id, form: toForm(draft) }, { onSuccess: done });
		} else {
			create.mutate({ ...toForm(draft), channel_id: channel?.id ?? "" }, { onSuccess: done });
		}
	};
	return (
		<Page>
			<PageHeader
				title={template ? template.name : t("template.create")}
				subtitle={template ? t("template.editText") : t("template.createText")}
				back={{ to: `/w/${slug}/templates`, label: t("nav.templates") }}
			/>
			<Stack mb="md" gap="sm">
				{restored && (
					<Notice
						tone="mute"
						action={
							<Button size="xs" variant="default" onClick={reset}>
								{t("template.startOver")}
							</Button>
						}
					>
						{t("template.restored")}
					</Notice>
				)}
				{template?.status === "APPROVED" && <Notice tone="kunyit">{t("template.editApproved")}</Notice>}
				{act.error && (
					<div ref={problem}>
						<ProblemNotice error={act.error} />
					</div>
				)}
			</Stack>
			<div className={classes.columns}>
				<Stack>
					<Section title={t("template.basics")}>
						<Stack>
							{channels.length > 1 && (
								<NativeSelect
									label={t("blast.channel")}
									disabled={Boolean(template)}
									value={channel?.id}
									onChange={(event) => change({ channel_id: event.currentTarget.value })}
									data={channels.map((known) => ({ value: known.id, label: known.name }))}
								/>
							)}
							<TextInput
								label={t("template.name")}
								description={t("template.nameHint")}
								placeholder="promo_akhir_bulan"
								disabled={Boolean(template)}
								autoComplete="off"
								spellCheck={false}
								value={draft.name}
								error={errors.name}
								onChange={(event) => change({ name: event.currentTarget.value.toLowerCase().replace(/[\s-]+/g, "_") })}
							/>
							<SimpleGrid cols={{ base: 1, xs: 2 }}>
								<NativeSelect
									label={t("template.category")}
									disabled={template?.status === "APPROVED"}
									value={draft.category}
									error={errors.category}
									onChange={(event) => change({ category: event.currentTarget.value })}
									data={["MARKETING", "UTILITY"].map((value) => ({
										value,
										label: codeText("templateCategory", value.toLowerCase()),
									}))}
								/>
								<NativeSelect
									label={t("template.language")}
									disabled={Boolean(template)}
									value={draft.language}
									error={errors.language}
									onChange={(event) => change({ language: event.currentTarget.value })}
									data={[...new Set([...languages, draft.language])].map((value) => ({
										value,
										label: codeText("language", value),
									}))}
								/>
							</SimpleGrid>
							<Text size="sm" c="dimmed">
								{codeText("templateCategoryHint", draft.category.toLowerCase())}
							</Text>
						</Stack>
					</Section>
					<HeaderFields header={draft.header} errors={errors} onChange={(header) => change({ header })} />
					<BodyFields
						body={draft.body}
						examples={draft.examples}
						errors={errors}
						onChange={(body, examples) => change({ body, examples })}
					/>
					<Section title={t("template.footer")} text={t("template.footerText")}>
						<Counted
							label={t("template.footer")}
							max={limits.footer}
							value={draft.footer}
							error={errors.footer}
							onChange={(footer) => change({ footer })}
						/>
					</Section>
					<ButtonFields buttons={draft.buttons} errors={errors} onChange={(buttons) => change({ buttons })} />
				</Stack>
				<Box className={classes.phone}>
					<PhonePreview
						label={t("template.preview")}
						sender={channel?.verified_name || channel?.name || ""}
						view={draftView(draft, t("template.copyCode"))}
						note={draft.body ? undefined : t("template.previewEmpty")}
					/>
				</Box>
			</div>
			<Group justify="flex-end" mt="lg">
				<GuardedButton right="manage" loading={act.isPending} onClick={submit}>
					{t("template.submit")}
				</GuardedButton>
			</Group>
			<Text size="xs" c="dimmed" mt="sm" ta="right">
				{t("template.submitText")}
			</Text>
		</Page>
	);
}
