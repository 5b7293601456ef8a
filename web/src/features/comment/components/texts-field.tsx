import { ActionIcon, Button, Group, Input, Stack, Text, Textarea } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { addAndFocus } from "@/ui/add-and-focus";
import { limits } from "../draft";

/** How long a text is, of how much; too much is said in words too. */
export function Length({ of, most, unit }: { of: number; most: number; unit: "rule.bytes" | "rule.letters" }) {
	const { t } = useTranslation();
	return (
		<Text size="xs" c={of > most ? "var(--mantine-color-error)" : "dimmed"} ta="right">
			{t(unit, { n: formatNumber(of), most: formatNumber(most) })}
			{of > most && ` · ${t("rule.tooLong")}`}
		</Text>
	);
}

interface Props {
	name: (n: number) => string;
	texts: string[];
	most: number;
	length: (text: string) => number;
	unit: "rule.bytes" | "rule.letters";
	error?: string;
	onChange: (texts: string[]) => void;
}

/** Several texts, of which each comment gets one. */
export function TextsField({ name, texts, most, length, unit, error, onChange }: Props) {
	const { t } = useTranslation();
	const list = useRef<HTMLDivElement>(null);
	return (
		<div ref={list}>
			<Stack gap="sm">
				{texts.map((text, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a text is its place
					<div key={index}>
						<Group gap={8} wrap="nowrap" align="flex-end">
							<Textarea
								style={{ flex: 1 }}
								label={name(index + 1)}
								autosize
								minRows={2}
								value={text}
								error={error && (!text.trim() || length(text) > most || texts.length === 1) ? true : undefined}
								onChange={(event) => onChange(texts.map((old, n) => (n === index ? event.currentTarget.value : old)))}
							/>
							{texts.length > 1 && (
								<ActionIcon
									variant="subtle"
									color="gray"
									size={36}
									aria-label={t("rule.removeText", { name: name(index + 1) })}
									onClick={() => onChange(texts.filter((_, n) => n !== index))}
								>
									<IconX size={16} aria-hidden />
								</ActionIcon>
							)}
						</Group>
						<Length of={length(text)} most={most} unit={unit} />
					</div>
				))}
			</Stack>
			{error && <Input.Error>{error}</Input.Error>}
			<Button
				variant="subtle"
				size="xs"
				leftSection={<IconPlus size={15} aria-hidden />}
				disabled={texts.length >= limits.variants}
				onClick={() => addAndFocus(list.current, () => onChange([...texts, ""]))}
			>
				{t("rule.addText")}
			</Button>
		</div>
	);
}
