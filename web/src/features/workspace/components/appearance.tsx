import { Radio, Stack, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/ui/section";

const schemes = [
	{ value: "light", label: "user.light" },
	{ value: "dark", label: "user.dark" },
	{ value: "auto", label: "user.auto" },
] as const;

/** Light or dark. It is kept in this browser, so there is nothing to save. */
export function Appearance() {
	const { t } = useTranslation();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	return (
		<Section title={t("user.scheme")} text={t("appearance.text")}>
			<Radio.Group
				aria-label={t("user.scheme")}
				value={colorScheme}
				onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}
			>
				<Stack gap="sm">
					{schemes.map(({ value, label }) => (
						<Radio key={value} value={value} label={t(label)} />
					))}
				</Stack>
			</Radio.Group>
		</Section>
	);
}
