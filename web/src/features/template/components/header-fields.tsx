import { ActionIcon, Button, FileButton, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconUpload, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Section } from "@/ui/section";
import { toastProblem } from "@/ui/toast";
import { uploadExample } from "../api/templates";
import { type Draft, type HeaderFormat, limits, variablesOf } from "../form";
import { Counted } from "./counted";

const formats: HeaderFormat[] = ["none", "text", "image", "video", "document"];
const accepted = { image: "image/jpeg,image/png", video: "video/mp4", document: "application/pdf" };

interface Props {
	header: Draft["header"];
	errors: Record<string, string>;
	onChange: (header: Draft["header"]) => void;
}

/** What stands above the text: nothing, a line, or a file with an example for the reviewers. */
export function HeaderFields({ header, errors, onChange }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const upload = useMutation({
		mutationFn: (file: File) => uploadExample(slug, file),
		onSuccess: ({ id, name }) => onChange({ ...header, attachment_id: id, file: name }),
		onError: toastProblem,
	});
	const { format } = header;
	const [variable] = variablesOf(header.text);
	return (
		<Section title={t("template.header")} text={t("template.headerText")}>
			<Stack>
				<NativeSelect
					aria-label={t("template.header")}
					value={format}
					error={errors["header.format"]}
					onChange={(event) =>
						onChange({ ...header, format: event.currentTarget.value as HeaderFormat, attachment_id: "", file: "" })
					}
					data={formats.map((value) => ({ value, label: codeText("templateHeader", value) }))}
				/>
				{format === "text" && (
					<>
						<Counted
							label={t("template.headerLine")}
							max={limits.header}
							value={header.text}
							error={errors["header.text"]}
							onChange={(text) => onChange({ ...header, text })}
						/>
						{variable && (
							<TextInput
								label={t("template.exampleFor", { key: variable })}
								value={header.example}
								error={errors["header.example"]}
								onChange={(event) => onChange({ ...header, example: event.currentTarget.value })}
							/>
						)}
					</>
				)}
				{format !== "none" && format !== "text" && (
					<div>
						{header.attachment_id ? (
							<Group gap="xs" wrap="nowrap">
								<Text size="sm" className="kp-clip">
									{header.file || t("template.exampleKept")}
								</Text>
								<ActionIcon
									variant="subtle"
									color="gray"
									aria-label={t("inbox.removeFile")}
									onClick={() => onChange({ ...header, attachment_id: "", file: "" })}
								>
									<IconX size={16} aria-hidden />
								</ActionIcon>
							</Group>
						) : (
							<FileButton accept={accepted[format]} onChange={(file) => file && upload.mutate(file)}>
								{(props) => (
									<Button
										{...props}
										variant="default"
										leftSection={<IconUpload size={17} aria-hidden />}
										loading={upload.isPending}
									>
										{t("template.chooseExample")}
									</Button>
								)}
							</FileButton>
						)}
						<Text size="sm" c="dimmed" mt={6}>
							{codeText("templateFile", format)}
						</Text>
						{errors["header.attachment_id"] && (
							<Text size="sm" c="var(--kp-bata-ink)" mt={4} role="alert">
								{errors["header.attachment_id"]}
							</Text>
						)}
					</div>
				)}
			</Stack>
		</Section>
	);
}
