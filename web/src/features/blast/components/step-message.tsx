import { Box, NativeSelect, Radio, SegmentedControl, SimpleGrid, Stack, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Blast, BlastMessage } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { fieldProblems } from "@/lib/problem";
import { channelsQuery, templatesQuery } from "@/lib/queries";
import { isShown, variableId } from "@/lib/template";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import type { DraftHandle } from "../draft";
import { PreviewPane } from "./preview-pane";
import { TestSend } from "./test-send";
import { VariableField } from "./variable-field";

const policies = ["skip", "fallback", "hold"] as const;

interface Props {
	blast: Blast;
	handle: DraftHandle;
	/** Variables without a value are shown as faults. */
	filling: boolean;
}

export function StepMessage({ blast, handle, filling }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { draft, change } = handle;
	const { message } = draft;
	const wrong = fieldProblems(handle.error);
	const channel = useQuery(channelsQuery(slug)).data?.find((known) => known.id === draft.channel_id);
	const templates =
		useQuery({ ...templatesQuery(slug, draft.channel_id), enabled: Boolean(draft.channel_id) }).data ?? [];
	const template = templates.find(
		(known) => known.name === message.template?.name && known.language === message.template?.language,
	);
	const set = (more: Partial<BlastMessage>) => change({ message: { ...message, ...more } });
	const choose = (id: string) => {
		const chosen = templates.find((known) => known.id === id);
		set({ template: chosen && { name: chosen.name, language: chosen.language }, variables: {} });
	};
	return (
		<SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
			<Stack>
				<Section title={t("blast.message")}>
					<Stack>
						<SegmentedControl
							aria-label={t("blast.message")}
							value={message.kind}
							onChange={(kind) => set({ kind: kind as BlastMessage["kind"] })}
							data={[
								{ value: "template", label: t("blast.kindTemplate") },
								{ value: "text", label: t("blast.kindText") },
							]}
						/>
						{message.kind === "template" ? (
							<>
								{!draft.channel_id && <Notice tone="kunyit">{t("blast.channelFirst")}</Notice>}
								<NativeSelect
									label={t("blast.template")}
									value={template?.id ?? ""}
									onChange={(event) => choose(event.currentTarget.value)}
									data={[
										{ value: "", label: t("blast.chooseTemplate") },
										...templates.map((known) => ({
											value: known.id,
											label: `${known.name} · ${codeText("language", known.language)}${known.sendable ? "" : ` (${codeText("templateState", known.status.toLowerCase())})`}`,
											disabled: !known.sendable,
										})),
									]}
								/>
								{template && !template.sendable && (
									<Notice tone="bata" title={t("blast.templateBlocked")}>
										{template.rejected_reason
											? codeText("templateRejected", template.rejected_reason.toLowerCase())
											: codeText("templateState", template.status.toLowerCase())}
									</Notice>
								)}
								{template?.variables?.filter(isShown).map((variable) => (
									<VariableField
										key={variableId(variable)}
										variable={variable}
										value={message.variables?.[variableId(variable)] ?? ""}
										needed={filling}
										error={wrong[`message.variables.${variableId(variable)}`]}
										onChange={(value) => set({ variables: { ...message.variables, [variableId(variable)]: value } })}
									/>
								))}
							</>
						) : (
							<>
								<Notice tone="mute">{t("blast.textOnlyOpen")}</Notice>
								<Textarea
									label={t("blast.text")}
									description={t("blast.textHint")}
									autosize
									minRows={5}
									maxRows={14}
									maxLength={4096}
									value={message.text ?? ""}
									error={wrong["message.text"]}
									onChange={(event) => set({ text: event.currentTarget.value })}
								/>
							</>
						)}
					</Stack>
				</Section>
				<Section title={t("blast.missing")} text={t("blast.missingText")}>
					<Radio.Group
						aria-label={t("blast.missing")}
						value={draft.missing_policy}
						onChange={(value) => change({ missing_policy: value as Blast["missing_policy"] })}
					>
						<Stack gap="xs">
							{policies.map((policy) => (
								<Radio
									key={policy}
									value={policy}
									label={codeText("policy", policy)}
									description={codeText("policyHint", policy)}
								/>
							))}
						</Stack>
					</Radio.Group>
				</Section>
			</Stack>
			<Stack>
				<Section title={t("blast.preview")}>
					<Box mx="auto" maw={340}>
						<PreviewPane
							blast={blast}
							handle={handle}
							template={template}
							sender={channel?.verified_name || channel?.name || ""}
						/>
					</Box>
				</Section>
				<TestSend blast={blast} handle={handle} />
			</Stack>
		</SimpleGrid>
	);
}
