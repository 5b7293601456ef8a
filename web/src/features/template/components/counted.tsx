import { Group, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";

/** How many characters of how many; in words for who cannot see it. */
export function Count({ text, max }: { text: string; max: number }) {
	const { t } = useTranslation();
	const n = [...text].length;
	const over = n > max;
	return (
		<Text component="span" size="xs" c={over ? "var(--kp-bata-ink)" : "dimmed"} fw={over ? 700 : undefined}>
			<span aria-hidden>
				{formatNumber(n)}/{formatNumber(max)}
			</span>
			<span className="kp-sr">{t("template.count", { n: formatNumber(n), max: formatNumber(max) })}</span>
		</Text>
	);
}

interface Props {
	label: string;
	description?: ReactNode;
	placeholder?: string;
	max: number;
	value: string;
	error?: string;
	onChange: (value: string) => void;
}

/** A line of text with a count of its characters. */
export function Counted({ label, description, placeholder, max, value, error, onChange }: Props) {
	return (
		<TextInput
			label={label}
			description={description}
			placeholder={placeholder}
			value={value}
			error={error}
			onChange={(event) => onChange(event.currentTarget.value)}
			rightSectionWidth={74}
			rightSection={
				<Group justify="flex-end" w="100%" pr={10}>
					<Count text={value} max={max} />
				</Group>
			}
		/>
	);
}
