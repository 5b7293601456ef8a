import { Group, MultiSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Field, Rule } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { blastsQuery, groupsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { kindOf, valueShape } from "../segment";

interface Props {
	rule: Rule;
	fields: Field[];
	onChange: (rule: Rule) => void;
}

function useChoices(rule: Rule, fields: Field[]) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const groups = useQuery({ ...groupsQuery(slug), enabled: rule.about === "group" }).data ?? [];
	const blasts = useQuery({ ...blastsQuery(slug), enabled: rule.about === "blast" }).data?.items ?? [];
	switch (rule.about) {
		case "group":
			return groups.map(({ id, name }) => ({ value: id, label: name }));
		case "blast":
			return blasts.filter((blast) => blast.started_at).map(({ id, name }) => ({ value: id, label: name }));
		case "consent":
			return ["granted", "denied", "unknown"].map((value) => ({ value, label: codeText("consent", value) }));
		case "source":
			return ["typed", "import", "inbound"].map((value) => ({ value, label: codeText("contactSource", value) }));
	}
	const field = fields.find((known) => known.key === rule.key);
	if (field?.type === "yes_no") {
		return [
			{ value: "true", label: t("segments.yes") },
			{ value: "false", label: t("segments.no") },
		];
	}
	return (field?.options ?? []).map((value) => ({ value, label: value }));
}

/** What a rule compares with: days, numbers, dates, words, or some of a list. */
export function RuleValue({ rule, fields, onChange }: Props) {
	const { t } = useTranslation();
	const data = useChoices(rule, fields);
	const kind = kindOf(rule, fields);
	const shape = valueShape(rule);
	const values = rule.values ?? [];
	const label = t("segments.value");
	if (shape === "none") {
		return null;
	}
	if (shape === "days") {
		return (
			<NumberInput
				aria-label={t("segments.days")}
				suffix={` ${t("segments.daysUnit")}`}
				min={rule.test === "birthday" ? 0 : 1}
				max={3650}
				allowDecimal={false}
				value={rule.days ?? ""}
				onChange={(days) => onChange({ ...rule, days: typeof days === "number" ? days : undefined })}
			/>
		);
	}
	if (kind === "pick" || kind === "choice") {
		return (
			<MultiSelect
				aria-label={label}
				placeholder={values.length === 0 ? t("segments.choose") : undefined}
				data={data}
				searchable
				nothingFoundMessage={t("segments.nothing")}
				value={values}
				onChange={(next) => onChange({ ...rule, values: next })}
			/>
		);
	}
	const type = kind === "date" || kind === "created" ? "date" : "text";
	if (shape === "some" && type === "text") {
		return (
			<TagsInput
				aria-label={label}
				placeholder={
					values.length === 0 ? t(kind === "phone" ? "segments.prefixHint" : "segments.valueHint") : undefined
				}
				acceptValueOnBlur
				value={values}
				onChange={(next) => onChange({ ...rule, values: next })}
			/>
		);
	}
	const places = shape === "two" ? [0, 1] : [0];
	return (
		<Group gap="xs" grow>
			{places.map((place) => (
				<TextInput
					key={place}
					type={type}
					inputMode={type === "text" ? "decimal" : undefined}
					aria-label={shape === "two" ? t(place === 0 ? "segments.from" : "segments.until") : label}
					value={values[place] ?? ""}
					onChange={(event) => {
						const next = places.map((at) => (at === place ? event.currentTarget.value : (values[at] ?? "")));
						onChange({ ...rule, values: next });
					}}
				/>
			))}
		</Group>
	);
}
