import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isLanguage, setLanguage } from "@/lib/i18n";

export function LanguageSwitch() {
	const { t, i18n } = useTranslation();
	return (
		<SegmentedControl
			size="xs"
			aria-label={t("user.language")}
			value={i18n.language}
			data={[
				{ value: "id", label: "Indonesia" },
				{ value: "en", label: "English" },
			]}
			onChange={(value) => isLanguage(value) && setLanguage(value)}
		/>
	);
}
