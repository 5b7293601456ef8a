import { Checkbox, Group, NumberInput, SimpleGrid, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Workspace } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { z } from "@/lib/zod";
import { Section } from "@/ui/section";
import { SettingsForm } from "./settings-form";

const purposes = ["promo", "reminder", "service"];

/** When messages wait, which words stop them, and how often one person is written to. */
export function SendingForm({ workspace }: { workspace: Workspace }) {
	const { t } = useTranslation();
	const time = z.string().regex(/^\d\d:\d\d$/, t("settings.timeWrong"));
	return (
		<SettingsForm
			workspace={workspace}
			part={["quiet_hours", "opt_out_words", "frequency_cap", "missed_schedule_grace_minutes"]}
			schema={z.object({ quiet_hours: z.object({ from: time, until: time }) })}
		>
			{(form) => (
				<>
					<Section title={t("settings.quiet")} text={t("settings.quietText")}>
						<Stack>
							<Switch
								label={t("settings.quietOn")}
								{...form.getInputProps("quiet_hours.enabled", { type: "checkbox" })}
							/>
							{form.values.quiet_hours.enabled && (
								<>
									<SimpleGrid cols={2} maw={360}>
										<TextInput
											type="time"
											label={t("settings.quietFrom")}
											{...form.getInputProps("quiet_hours.from")}
										/>
										<TextInput
											type="time"
											label={t("settings.quietUntil")}
											{...form.getInputProps("quiet_hours.until")}
										/>
									</SimpleGrid>
									<Checkbox.Group label={t("settings.quietFor")} {...form.getInputProps("quiet_hours.purposes")}>
										<Group mt="xs">
											{purposes.map((purpose) => (
												<Checkbox key={purpose} value={purpose} label={codeText("purpose", purpose)} />
											))}
										</Group>
									</Checkbox.Group>
								</>
							)}
						</Stack>
					</Section>
					<Section title={t("settings.optOut")} text={t("settings.optOutText")}>
						<TagsInput
							aria-label={t("settings.optOut")}
							placeholder={t("settings.optOutAdd")}
							{...form.getInputProps("opt_out_words")}
						/>
					</Section>
					<Section title={t("settings.caps")} text={t("settings.capsText")}>
						<SimpleGrid cols={{ base: 1, sm: 3 }}>
							<NumberInput label={t("settings.capCount")} min={0} {...form.getInputProps("frequency_cap.count")} />
							<NumberInput label={t("settings.capDays")} min={0} {...form.getInputProps("frequency_cap.days")} />
							<NumberInput
								label={t("settings.grace")}
								min={0}
								{...form.getInputProps("missed_schedule_grace_minutes")}
							/>
						</SimpleGrid>
						{form.errors.frequency_cap && (
							<p role="alert" style={{ color: "var(--kp-bata-ink)", fontSize: 13.4 }}>
								{form.errors.frequency_cap}
							</p>
						)}
					</Section>
				</>
			)}
		</SettingsForm>
	);
}
