import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyField } from "./copy-field";
import { Notice } from "./notice";

/** A secret that the server answered this once: a licence code, a link. */
export function SecretShown({ label, value, text }: { label: string; value: string; text: string }) {
	const { t } = useTranslation();
	return (
		<Stack gap="sm">
			<Notice tone="kunyit" title={t("secret.once")}>
				{text}
			</Notice>
			<CopyField label={label} value={value} />
			<Text size="sm" c="dimmed">
				{t("secret.keep")}
			</Text>
		</Stack>
	);
}
