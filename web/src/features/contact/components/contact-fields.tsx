import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/types";

interface Props {
	fields: Field[];
	values: Record<string, unknown>;
	onChange: (key: string, value: unknown) => void;
	disabled?: boolean;
	errors?: Record<string, string>;
}

/** One input for each custom field, by its type. */
export function ContactFields({ fields, values, onChange, disabled, errors = {} }: Props) {
	const { t } = useTranslation();
	return fields.map((field) => {
		const common = { key: field.key, label: field.label, disabled, error: errors[`fields.${field.key}`] };
		const value = values[field.key];
		const text = value === undefined || value === null ? "" : String(value);
		switch (field.type) {
			case "number":
				return (
					<NumberInput
						{...common}
						key={field.key}
						value={text}
						onChange={(next) => onChange(field.key, next === "" ? null : Number(next))}
					/>
				);
			case "date":
				return (
					<TextInput
						{...common}
						key={field.key}
						type="date"
						value={text.slice(0, 10)}
						onChange={(event) => onChange(field.key, event.currentTarget.value || null)}
					/>
				);
			case "list":
				return (
					<NativeSelect
						{...common}
						key={field.key}
						data={["", ...(field.options ?? [])]}
						value={text}
						onChange={(event) => onChange(field.key, event.currentTarget.value || null)}
					/>
				);
			case "yes_no":
				return (
					<NativeSelect
						{...common}
						key={field.key}
						data={[
							{ value: "", label: "–" },
							{ value: "true", label: t("common.yes") },
							{ value: "false", label: t("common.no") },
						]}
						value={text}
						onChange={(event) =>
							onChange(field.key, event.currentTarget.value === "" ? null : event.currentTarget.value === "true")
						}
					/>
				);
			default:
				return (
					<TextInput
						{...common}
						key={field.key}
						type={field.type === "url" ? "url" : "text"}
						value={text}
						onChange={(event) => onChange(field.key, event.currentTarget.value || null)}
					/>
				);
		}
	});
}
