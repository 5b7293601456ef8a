import { Anchor, Button, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyField } from "@/ui/copy-field";
import { Notice } from "@/ui/notice";
import { statusUrl } from "../api/erasures";

/** The code of the public status page, which the server told this once. */
export function ToldOnce({ code, onKept }: { code: string; onKept?: () => void }) {
	const { t } = useTranslation();
	return (
		<Stack gap="sm">
			<Notice tone="kunyit" title={t("erasure.onceTitle")}>
				{t("erasure.onceText")}
			</Notice>
			<CopyField label={t("erasure.statusCode")} value={code} />
			<CopyField label={t("erasure.statusLink")} value={statusUrl(code)} />
			<Group gap="sm">
				{onKept && <Button onClick={onKept}>{t("secret.done")}</Button>}
				<Anchor href={statusUrl(code)} target="_blank" rel="noreferrer" size="sm">
					{t("erasure.openStatus")}
				</Anchor>
			</Group>
		</Stack>
	);
}
