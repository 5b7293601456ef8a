import { Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Audience } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { fieldsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";

type Filter = NonNullable<Audience["filter"]>;

/** Narrows the audience by words, by consent and by one custom field. */
export function AudienceFilter({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const fields = useQuery(fieldsQuery(slug)).data ?? [];
	const [key, value] = Object.entries(filter.fields ?? {})[0] ?? ["", ""];
	const set = (more: Filter) => {
		const next: Filter = { ...filter, ...more };
		if (!next.search) delete next.search;
		if (!next.consent) delete next.consent;
		if (!next.fields || Object.keys(next.fields).length === 0) delete next.fields;
		onChange({ ...next, has_phone: true });
	};
	const consents = ["promo", "reminder", "service"].flatMap((purpose) =>
		["granted", "denied", "unknown"].map((state) => ({
			value: `${purpose}:${state}`,
			label: `${codeText("purpose", purpose)}: ${codeText("consent", state)}`,
		})),
	);
	return (
		<Stack gap="sm">
			<TextInput
				label={t("contacts.search")}
				value={filter.search ?? ""}
				onChange={(event) => set({ search: event.currentTarget.value })}
			/>
			<NativeSelect
				label={t("contacts.filterConsent")}
				data={[{ value: "", label: t("blast.any") }, ...consents]}
				value={filter.consent ?? ""}
				onChange={(event) => set({ consent: event.currentTarget.value })}
			/>
			{fields.length > 0 && (
				<Group grow align="flex-end">
					<NativeSelect
						label={t("contacts.filterField")}
						data={[
							{ value: "", label: t("blast.any") },
							...fields.map((field) => ({ value: field.key, label: field.label })),
						]}
						value={key}
						onChange={(event) =>
							set({ fields: event.currentTarget.value ? { [event.currentTarget.value]: value } : {} })
						}
					/>
					<TextInput
						label={t("contacts.value")}
						disabled={!key}
						value={value}
						onChange={(event) => set({ fields: { [key]: event.currentTarget.value } })}
					/>
				</Group>
			)}
		</Stack>
	);
}
