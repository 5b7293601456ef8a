import { Button, Group, Modal, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Template, TemplateParam } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { templatesQuery } from "@/lib/queries";
import { isShown, templateView, variableId } from "@/lib/template";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { PhonePreview } from "@/ui/phone-preview";
import type { Reply } from "../api/outbox";

interface Props {
	opened: boolean;
	channelId: string;
	contactName: string;
	onClose: () => void;
	onSend: (reply: Reply, text: string) => void;
}

function toReply(template: Template, values: Record<string, string>): Reply {
	const named = template.parameter_format.toLowerCase() === "named";
	const params = (component: string): TemplateParam[] =>
		template.variables
			.filter((variable) => variable.component === component)
			.map((variable) => ({
				type: "text",
				text: values[variableId(variable)] ?? "",
				...(named ? { name: variable.key } : {}),
			}));
	const buttons = template.variables
		.filter((variable) => variable.component === "button" && values[variableId(variable)])
		.map((variable) => ({
			index: Number(variable.key),
			sub_type: variable.type,
			value: values[variableId(variable)] ?? "",
		}));
	return {
		template: {
			name: template.name,
			language: template.language,
			header: params("header"),
			body: params("body"),
			buttons,
		},
	};
}

/** Choosing a template and filling in its places, for one person. */
export function TemplateReply({ opened, channelId, contactName, onClose, onSend }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const templates =
		useQuery({ ...templatesQuery(slug, channelId), enabled: opened }).data?.filter((known) => known.sendable) ?? [];
	const [id, setId] = useState("");
	const [values, setValues] = useState<Record<string, string>>({});
	const template = templates.find((known) => known.id === id);
	const needed = template?.variables.filter(isShown) ?? [];
	const unsupported = needed.some((variable) => variable.type !== "text" && variable.component === "header");
	const complete = template && needed.every((variable) => variable.optional || values[variableId(variable)]?.trim());
	const send = () => {
		if (template && complete) {
			onSend(toReply(template, values), templateView(template, values).text);
			setId("");
			setValues({});
			onClose();
		}
	};
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			size="lg"
			title={<Text fw={700}>{t("inbox.sendTemplate")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				<Stack>
					<NativeSelect
						label={t("blast.template")}
						value={id}
						onChange={(event) => {
							setId(event.currentTarget.value);
							setValues({});
						}}
						data={[
							{ value: "", label: templates.length === 0 ? t("inbox.noTemplates") : t("blast.chooseTemplate") },
							...templates.map((known) => ({
								value: known.id,
								label: `${known.name} · ${codeText("language", known.language)}`,
							})),
						]}
					/>
					{unsupported && <Notice tone="kunyit">{t("inbox.mediaTemplate")}</Notice>}
					{needed.map((variable) => (
						<TextInput
							key={variableId(variable)}
							label={`${codeText("place", variable.component)} {{${variable.key}}}`}
							placeholder={variable.key === "1" && variable.component === "body" ? contactName : variable.example}
							value={values[variableId(variable)] ?? ""}
							onChange={(event) => setValues({ ...values, [variableId(variable)]: event.currentTarget.value })}
						/>
					))}
					<Group justify="flex-end">
						<Button disabled={!complete || unsupported} onClick={send}>
							{t("inbox.send")}
						</Button>
					</Group>
				</Stack>
				<PhonePreview
					sender={t("inbox.you")}
					label={t("blast.preview")}
					view={template ? templateView(template, values) : null}
				/>
			</SimpleGrid>
		</Modal>
	);
}
