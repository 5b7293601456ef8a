import { useTranslation } from "react-i18next";
import type { Counts } from "@/api/types";
import { formatNumber, formatPercent } from "@/lib/format";
import { Section } from "@/ui/section";
import classes from "./funnel.module.css";

/** From everybody in the audience down to those who answered. Each step counts all that got at least this far. */
export function Funnel({ counts }: { counts: Counts }) {
	const { t } = useTranslation();
	const delivered = counts.delivered + counts.read;
	const sent = counts.sent + delivered;
	const steps = [
		{ key: "total", label: t("funnel.total"), n: counts.total },
		{ key: "sent", label: t("funnel.sent"), n: sent },
		{ key: "delivered", label: t("funnel.delivered"), n: delivered },
		{ key: "read", label: t("funnel.read"), n: counts.read },
		{ key: "replied", label: t("funnel.replied"), n: counts.replied },
	];
	return (
		<Section title={t("funnel.title")}>
			<ol className={classes.funnel}>
				{steps.map((step) => (
					<li key={step.key}>
						<span className={classes.label}>{step.label}</span>
						<span className={classes.bar} aria-hidden>
							<i style={{ width: `${counts.total > 0 ? Math.min(100, (step.n / counts.total) * 100) : 0}%` }} />
						</span>
						<span className={classes.n}>
							<b>{formatNumber(step.n)}</b> <small>{formatPercent(step.n, counts.total)}</small>
						</span>
					</li>
				))}
			</ol>
		</Section>
	);
}
