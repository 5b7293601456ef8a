import { Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { setNotify, useNotifyState } from "@/lib/notify";
import { usePreference } from "@/lib/preference";
import { areShortcutsOn, setShortcutsOn, shortcutsPreference } from "@/lib/shortcuts";
import { Section } from "@/ui/section";

/** What a person chooses for themselves in this browser. Every switch takes effect at once. */
export function DeviceForm() {
	const { t } = useTranslation();
	const notices = useNotifyState();
	usePreference(shortcutsPreference);
	return (
		<Stack gap="md">
			<Section title={t("device.notices")} text={t("device.noticesText")}>
				<Switch
					label={t("device.notify")}
					description={t(`notifyState.${notices}`)}
					checked={notices === "on"}
					disabled={notices === "denied" || notices === "missing"}
					onChange={(event) => void setNotify(event.currentTarget.checked)}
				/>
			</Section>
			<Section title={t("keys.title")}>
				<Switch
					label={t("keys.switch")}
					description={t("keys.switchText")}
					checked={areShortcutsOn()}
					onChange={(event) => setShortcutsOn(event.currentTarget.checked)}
				/>
			</Section>
		</Stack>
	);
}
