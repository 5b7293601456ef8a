import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/ui/section";
import { insertVariable, limits, variablesOf } from "../form";
import { Count } from "./counted";

interface Props {
	body: string;
	examples: Record<string, string>;
	errors: Record<string, string>;
	onChange: (body: string, examples: Record<string, string>) => void;
}

/** The text of a template and an example for each of its variables. */
export function BodyFields({ body, examples, errors, onChange }: Props) {
	const { t } = useTranslation();
	const field = useRef<HTMLTextAreaElement>(null);
	const insert = () => {
		const at = field.current?.selectionStart ?? body.length;
		const next = insertVariable(body, at);
		onChange(next.text, examples);
		requestAnimationFrame(() => {
			field.current?.focus();
			field.current?.setSelectionRange(next.caret, next.caret);
		});
	};
	return (
		<Section title={t("template.body")} text={t("template.bodyText", { variable: "{{1}}" })}>
			<Stack>
				<div>
					<Textarea
						ref={field}
						aria-label={t("template.body")}
						autosize
						minRows={5}
						maxRows={16}
						placeholder={t("template.bodyExample", { variable: "{{1}}" })}
						value={body}
						error={errors.body}
						onChange={(event) => onChange(event.currentTarget.value, examples)}
					/>
					<Group justify="space-between" mt={6}>
						<Button
							size="xs"
							variant="default"
							leftSection={<IconBraces size={16} aria-hidden />}
							onMouseDown={(event) => event.preventDefault()}
							onClick={insert}
						>
							{t("template.addVariable")}
						</Button>
						<Count text={body} max={limits.body} />
					</Group>
				</div>
				{variablesOf(body).map((key) => (
					<TextInput
						key={key}
						label={t("template.exampleFor", { key })}
						value={examples[key] ?? ""}
						error={errors[`examples.${key}`]}
						onChange={(event) => onChange(body, { ...examples, [key]: event.currentTarget.value })}
					/>
				))}
			</Stack>
		</Section>
	);
}
