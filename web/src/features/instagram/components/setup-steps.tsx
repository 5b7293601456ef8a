import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { InstagramSetup } from "@/api/types";
import { CopyField } from "@/ui/copy-field";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";

/** What the operator does before the first account can be connected. */
export function SetupSteps({ setup }: { setup: InstagramSetup }) {
	const { t } = useTranslation();
	return (
		<Section title={t("instagram.setup")} text={t("instagram.setupText")}>
			<Stack gap="sm">
				{!setup.public && (
					<Notice tone="kunyit" title={t("instagram.setupNotPublic")}>
						{t("instagram.setupNotPublicText")}
					</Notice>
				)}
				<Text size="sm">{t("instagram.setupVariables")}</Text>
				<Text size="sm">{t("instagram.setupEnter")}</Text>
				<CopyField label={t("instagram.setupRedirect")} value={setup.redirect_url} />
				<CopyField label={t("instagram.setupDeauthorize")} value={setup.deauthorize_url} />
				<CopyField label={t("instagram.setupDeletion")} value={setup.deletion_url} />
				<CopyField label={t("instagram.setupWebhook")} value={setup.webhook_url} />
				{setup.verify_token ? (
					<CopyField label={t("instagram.setupVerify")} value={setup.verify_token} />
				) : (
					<Notice tone="kunyit" title={t("instagram.setupNoVerify")} />
				)}
			</Stack>
		</Section>
	);
}
