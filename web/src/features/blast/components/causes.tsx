import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Report } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Section } from "@/ui/section";
import { StateBadge } from "@/ui/state-badge";
import classes from "./causes.module.css";

/** Why messages failed and why people were left out, most frequent first. */
export function Causes({ report }: { report?: Report }) {
	const { t } = useTranslation();
	const failures = report?.failures ?? [];
	const skips = report?.skips ?? [];
	return (
		<Section title={t("causes.title")}>
			{failures.length + skips.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("causes.none")}
				</Text>
			) : (
				<ul className={classes.list}>
					{failures.map((failure) => (
						<li key={`f${failure.code}${failure.reason}`}>
							<span>
								{codeText("reason", failure.reason || failure.code)}
								{failure.code && <small> {failure.code}</small>}
							</span>
							<StateBadge tone={failure.retryable ? "kunyit" : "bata"}>
								{failure.retryable ? t("causes.retryable") : codeText("state", failure.state)}
							</StateBadge>
							<b>{formatNumber(failure.count)}</b>
						</li>
					))}
					{skips.map((skip) => (
						<li key={`s${skip.reason}`}>
							<span>{codeText("reason", skip.reason)}</span>
							<StateBadge tone="mute">{t("state.skipped")}</StateBadge>
							<b>{formatNumber(skip.count)}</b>
						</li>
					))}
				</ul>
			)}
		</Section>
	);
}
