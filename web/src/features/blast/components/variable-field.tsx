import { ActionIcon, Menu, TextInput } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Template } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { fieldsQuery } from "@/lib/queries";
import { variableNames } from "@/lib/template";
import { useWorkspace } from "@/lib/workspace";

interface Props {
	variable: Template["variables"][number];
	value: string;
	/** Being empty is a fault. */
	needed: boolean;
	error?: string;
	onChange: (value: string) => void;
}

/** What goes into one place of the template: fixed words, or {{field|fallback}}, which the menu writes. */
export function VariableField({ variable, value, needed, error, onChange }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const known = useQuery(fieldsQuery(slug)).data;
	const fields = known ?? [];
	const choices = [
		{ key: "name", label: t("contacts.name") },
		{ key: "phone", label: t("contacts.phone") },
		{ key: "email", label: t("contacts.email") },
		...fields,
	];
	// A misspelt field is empty for everybody: with a fallback all would get the fallback, and nothing would say so.
	const unknown = known && variableNames(value).find((name) => !choices.some((choice) => choice.key === name));
	const label = `${codeText("place", variable.component)} {{${variable.key}}}`;
	const insert = (key: string) => onChange(`${value}${value && !value.endsWith(" ") ? " " : ""}{{${key}|}}`);
	return (
		<TextInput
			label={label}
			description={variable.example ? t("blast.example", { text: variable.example }) : undefined}
			placeholder={t("blast.variableHint")}
			value={value}
			error={
				error ??
				(unknown && t("blast.unknownField", { name: unknown })) ??
				(needed && !value && t("blast.variableEmpty"))
			}
			onChange={(event) => onChange(event.currentTarget.value)}
			rightSection={
				<Menu position="bottom-end">
					<Menu.Target>
						<ActionIcon variant="subtle" aria-label={`${t("blast.insertField")}: ${label}`}>
							<IconBraces size={18} aria-hidden />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown mah={280} style={{ overflowY: "auto" }}>
						<Menu.Label>{t("blast.insertField")}</Menu.Label>
						{choices.map((choice) => (
							<Menu.Item key={choice.key} onClick={() => insert(choice.key)}>
								{choice.label}
							</Menu.Item>
						))}
					</Menu.Dropdown>
				</Menu>
			}
		/>
	);
}
