import { useTranslation } from "react-i18next";
import type { PeriodReport } from "@/api/types";
import { formatLength, formatNumber, formatPercent } from "@/lib/format";
import classes from "./figures.module.css";

/** The period in a few numbers. */
export function Figures({ report }: { report: PeriodReport }) {
	const { t } = useTranslation();
	const { messages: m, replies } = report;
	const of = (part: number, whole: number) => (whole > 0 ? formatPercent(part, whole) : undefined);
	const length = (seconds: number | null) => (seconds === null ? "–" : formatLength(seconds));
	const list: [label: string, value: string, note?: string][] = [
		[t("report.sent"), formatNumber(m.sent), t("report.ofAll", { n: formatNumber(m.total) })],
		[t("report.delivered"), formatNumber(m.delivered), of(m.delivered, m.sent)],
		[t("report.read"), formatNumber(m.read), of(m.read, m.sent)],
		[t("report.replied"), formatNumber(m.replied), of(m.replied, m.sent)],
		[t("report.failed"), formatNumber(m.failed), of(m.failed, m.total)],
		[t("report.skipped"), formatNumber(m.skipped), of(m.skipped, m.total)],
		[t("report.unknown"), formatNumber(m.unknown), of(m.unknown, m.total)],
		[t("report.waiting"), formatNumber(m.waiting), of(m.waiting, m.total)],
		[t("report.optOuts"), formatNumber(report.opt_outs), t("report.optOutsAll")],
		[t("report.replyTime"), length(replies.median_seconds), t("report.p90", { time: length(replies.p90_seconds) })],
	];
	return (
		<dl className={classes.figures}>
			{list.map(([label, value, note]) => (
				<div key={label}>
					<dt>{label}</dt>
					<dd>
						<b>{value}</b>
						{note && <small>{note}</small>}
					</dd>
				</div>
			))}
		</dl>
	);
}
