import { Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ErasureOutcome } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Section } from "@/ui/section";
import { StateBadge } from "@/ui/state-badge";

/** What the networks said when connections were given back to them. */
export function Outcomes({ list }: { list: ErasureOutcome[] }) {
	const { t } = useTranslation();
	return (
		<Section title={t("erasure.networks")} text={t("erasure.networksText")}>
			<Stack gap="sm">
				{list.map(({ what, ok, code, at }) => (
					<Group key={`${what}-${at}`} justify="space-between" wrap="nowrap" gap="sm">
						<Text size="sm">
							{codeText("channelKind", what)}
							<Text component="span" size="xs" c="dimmed" ms={8}>
								{formatDateTime(at)}
								{code && ` · ${code}`}
							</Text>
						</Text>
						<StateBadge tone={ok ? "laut" : "kunyit"} icon={ok ? IconCheck : IconAlertTriangle}>
							{t(ok ? "erasure.gaveBack" : "erasure.notGivenBack")}
						</StateBadge>
					</Group>
				))}
			</Stack>
		</Section>
	);
}
