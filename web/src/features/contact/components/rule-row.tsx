import { ActionIcon, Group, NativeSelect, SimpleGrid } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Field, Rule } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { abouts, aboutValue, activities, choices, freshRule, kindOf, outcomes, withChoice } from "../segment";
import { RuleValue } from "./rule-value";

interface Props {
	rule: Rule;
	fields: Field[];
	/** Where the rule stands, for those who do not see it. */
	name: string;
	onChange: (rule: Rule) => void;
	onRemove: () => void;
}

const keysOf = (rule: Rule): { prefix: string; keys: readonly string[] } | null => {
	switch (rule.about) {
		case "activity":
			return { prefix: "activity", keys: activities };
		case "blast":
			return { prefix: "outcome", keys: outcomes };
		case "consent":
			return { prefix: "purpose", keys: ["promo", "reminder", "service"] };
		default:
			return null;
	}
};

/** One condition: what it is about, how it is asked, and what it is compared with. */
export function RuleRow({ rule, fields, name, onChange, onRemove }: Props) {
	const { t } = useTranslation();
	const kind = kindOf(rule, fields);
	const keys = keysOf(rule);
	const tests = choices[kind].map(({ test, not }) => ({
		value: `${not ? "not_" : ""}${test}`,
		label: codeText(kind === "number" ? "numberTest" : "ruleTest", `${not ? "not_" : ""}${test}`),
	}));
	const chosen = `${rule.not ? "not_" : ""}${rule.test}`;
	const gone = rule.about === "field" && !fields.some((field) => field.key === rule.key);
	return (
		<Group gap="xs" align="flex-start" wrap="nowrap" role="group" aria-label={name}>
			<SimpleGrid cols={{ base: 1, sm: keys ? 4 : 3 }} spacing="xs" style={{ flex: 1, minWidth: 0 }}>
				<NativeSelect
					aria-label={t("segments.about")}
					value={aboutValue(rule)}
					error={gone ? t("segments.fieldGone") : undefined}
					onChange={(event) => onChange(freshRule(event.currentTarget.value, fields))}
				>
					{abouts.map((about) => (
						<option key={about} value={about}>
							{codeText("ruleAbout", about)}
						</option>
					))}
					{gone && <option value={aboutValue(rule)}>{rule.key}</option>}
					{fields.length > 0 && (
						<optgroup label={t("fields.title")}>
							{fields.map((field) => (
								<option key={field.id} value={`field:${field.key}`}>
									{field.label}
								</option>
							))}
						</optgroup>
					)}
				</NativeSelect>
				{keys && (
					<NativeSelect
						aria-label={t("segments.which")}
						value={rule.key}
						data={keys.keys.map((key) => ({ value: key, label: codeText(keys.prefix, key) }))}
						onChange={(event) => onChange({ ...rule, key: event.currentTarget.value })}
					/>
				)}
				<NativeSelect
					aria-label={t("segments.test")}
					value={chosen}
					data={tests}
					onChange={(event) => {
						const value = event.currentTarget.value;
						const next = choices[kind].find(({ test, not }) => `${not ? "not_" : ""}${test}` === value);
						if (next) {
							onChange(withChoice(rule, next));
						}
					}}
				/>
				<RuleValue rule={rule} fields={fields} onChange={onChange} />
			</SimpleGrid>
			<ActionIcon
				variant="subtle"
				color="gray"
				size={36}
				aria-label={`${t("segments.removeRule")}: ${name}`}
				onClick={onRemove}
			>
				<IconX size={17} aria-hidden />
			</ActionIcon>
		</Group>
	);
}
