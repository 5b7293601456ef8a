import {
	Button,
	Checkbox,
	Group,
	NativeSelect,
	NumberInput,
	SimpleGrid,
	Stack,
	Switch,
	TagsInput,
	TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { zod4Resolver } from "mantine-form-zod-resolver";
import { useTranslation } from "react-i18next";
import type { Settings, Workspace } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { codeText } from "@/lib/i18n";
import { fieldProblems } from "@/lib/problem";
import { workspaceQuery } from "@/lib/queries";
import { useDenial } from "@/lib/workspace";
import { z } from "@/lib/zod";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import classes from "./general-form.module.css";

const zones = [
	"Asia/Jakarta",
	"Asia/Makassar",
	"Asia/Jayapura",
	"Asia/Pontianak",
	"Asia/Singapore",
	"Asia/Kuala_Lumpur",
	"UTC",
];
const purposes = ["promo", "reminder", "service"];

export function GeneralForm({ workspace }: { workspace: Workspace }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const denied = useDenial("manage");
	const time = z.string().regex(/^\d\d:\d\d$/, t("settings.timeWrong"));
	const form = useForm<Settings>({
		initialValues: workspace.settings,
		validate: zod4Resolver(
			z.object({
				name: z.string().trim().min(1, t("settings.nameMissing")).max(80),
				country_prefix: z.string().regex(/^[1-9]\d{0,3}$/, t("settings.prefixWrong")),
				quiet_hours: z.object({ from: time, until: time }),
			}),
		),
	});
	const save = useMutation({
		mutationFn: (settings: Settings) =>
			take(
				api.PATCH("/api/v1/workspaces/{workspace}/settings", {
					params: { path: inWorkspace(workspace.slug) },
					body: settings,
				}),
			),
		onSuccess: (settings) => {
			const { queryKey } = workspaceQuery(workspace.slug);
			client.setQueryData(queryKey, (old: Workspace | undefined) =>
				old ? { ...old, name: settings.name, settings } : old,
			);
			client.invalidateQueries({ queryKey });
			client.invalidateQueries({ queryKey: ["me"] });
			form.setInitialValues(settings);
			form.reset();
			toastDone(t("common.saved"));
		},
		onError: (err) => form.setErrors(fieldProblems(err)),
	});
	const names = zones.includes(form.values.time_zone) ? zones : [form.values.time_zone, ...zones];
	return (
		<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
			<fieldset disabled={denied !== null} className={classes.fieldset}>
				<Stack gap="md">
					{denied && <Notice tone="mute">{t(denied)}</Notice>}
					<Section title={t("settings.general")}>
						<Stack>
							<TextInput label={t("settings.name")} {...form.getInputProps("name")} />
							<SimpleGrid cols={{ base: 1, sm: 3 }}>
								<NativeSelect
									label={t("settings.timeZone")}
									data={names.map((value) => ({ value, label: codeText("zone", value) }))}
									{...form.getInputProps("time_zone")}
								/>
								<NativeSelect
									label={t("settings.language")}
									data={[
										{ value: "id", label: "Bahasa Indonesia" },
										{ value: "en", label: "English" },
									]}
									{...form.getInputProps("language")}
								/>
								<TextInput label={t("settings.prefix")} leftSection="+" {...form.getInputProps("country_prefix")} />
							</SimpleGrid>
						</Stack>
					</Section>
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
					</Section>
					{save.error && <ProblemNotice error={save.error} />}
				</Stack>
			</fieldset>
			{form.isDirty() && (
				<div className={classes.bar}>
					<Button variant="default" onClick={form.reset}>
						{t("common.cancel")}
					</Button>
					<Button type="submit" loading={save.isPending}>
						{t("common.save")}
					</Button>
				</div>
			)}
		</form>
	);
}
