import { NativeSelect, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Workspace } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { z } from "@/lib/zod";
import { Section } from "@/ui/section";
import { SettingsForm } from "./settings-form";

const zones = [
	"Asia/Jakarta",
	"Asia/Makassar",
	"Asia/Jayapura",
	"Asia/Pontianak",
	"Asia/Singapore",
	"Asia/Kuala_Lumpur",
	"UTC",
];

export function GeneralForm({ workspace }: { workspace: Workspace }) {
	const { t } = useTranslation();
	const known = workspace.settings.time_zone;
	const names = zones.includes(known) ? zones : [known, ...zones];
	return (
		<SettingsForm
			workspace={workspace}
			part={["name", "time_zone", "language", "country_prefix"]}
			schema={z.object({
				name: z.string().trim().min(1, t("settings.nameMissing")).max(80, t("problem.workspace.name_invalid")),
				country_prefix: z.string().regex(/^[1-9]\d{0,3}$/, t("settings.prefixWrong")),
			})}
		>
			{(form) => (
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
			)}
		</SettingsForm>
	);
}
