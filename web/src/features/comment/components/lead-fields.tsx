import { Checkbox, NativeSelect, Stack, Switch, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Group } from "@/api/types";
import { Section } from "@/ui/section";
import { bytes, errorAt, freshLead, limits } from "../draft";
import type { FieldProps } from "./fields";
import { Length } from "./texts-field";

/** Asks for an address after the content, and keeps it at the contact. */
export function LeadFields({ draft, errors, onChange, groups }: FieldProps & { groups: Group[] }) {
	const { t } = useTranslation();
	const { lead } = draft;
	const change = (more: Partial<NonNullable<typeof lead>>) => lead && onChange({ lead: { ...lead, ...more } });
	const asks = [
		["email", t("rule.askEmail"), t("recipe.askEmail")],
		["phone", t("rule.askPhone"), t("recipe.askPhone")],
	] as const;
	const text = (key: "email" | "phone" | "again" | "thanks", label: string) => (
		<div>
			<Textarea
				label={label}
				autosize
				minRows={1}
				value={lead?.[key] ?? ""}
				error={errorAt(errors, `lead.${key}`)}
				onChange={(event) => change({ [key]: event.currentTarget.value })}
			/>
			<Length of={bytes(lead?.[key] ?? "")} most={limits.message} unit="rule.bytes" />
		</div>
	);
	return (
		<Section title={t("rule.lead")} text={t("rule.leadText")}>
			<Stack>
				<Switch
					label={t("rule.leadOn")}
					checked={Boolean(lead && draft.opening)}
					disabled={!draft.opening}
					error={errors.lead}
					onChange={(event) => onChange({ lead: event.currentTarget.checked ? freshLead(t) : undefined })}
				/>
				{!draft.opening && (
					<Text size="sm" c="dimmed">
						{t("problem.comment.lead_needs_tap")}
					</Text>
				)}
				{lead && draft.opening && (
					<>
						{asks.map(([key, label, words]) => (
							<div key={key}>
								<Checkbox
									label={label}
									checked={lead[key] !== undefined && lead[key] !== ""}
									mb={6}
									onChange={(event) => change({ [key]: event.currentTarget.checked ? words : undefined })}
								/>
								{lead[key] && text(key, t("rule.question"))}
							</div>
						))}
						{text("again", t("rule.askAgain"))}
						{text("thanks", t("rule.askThanks"))}
						<NativeSelect
							label={t("rule.group")}
							value={lead.group_id ?? ""}
							onChange={(event) => change({ group_id: event.currentTarget.value || undefined })}
							data={[
								{ value: "", label: t("rule.noGroup") },
								...groups.map(({ id, name }) => ({ value: id, label: name })),
							]}
						/>
						<Checkbox
							label={t("rule.promo")}
							description={t("rule.promoHint")}
							checked={lead.promo ?? false}
							onChange={(event) => change({ promo: event.currentTarget.checked || undefined })}
						/>
					</>
				)}
			</Stack>
		</Section>
	);
}
