import { useTranslation } from "react-i18next";
import { formatDate, formatNumber } from "@/lib/format";
import { slaTone } from "../sla";
import classes from "./sla-bar.module.css";

/** How much of the promised time is over, and when it ends. */
export function SlaBar({ used, due }: { used: number; due: string }) {
	const { t } = useTranslation();
	const share = Math.min(100, Math.max(0, used));
	return (
		<div className={classes.sla}>
			<div
				className={classes.track}
				data-tone={slaTone(used)}
				role="progressbar"
				aria-label={t("desk.sla")}
				aria-valuenow={share}
				aria-valuemin={0}
				aria-valuemax={100}
				aria-valuetext={t("desk.used", { n: formatNumber(used) })}
			>
				<div style={{ width: `${share}%` }} />
			</div>
			<small>
				{t("desk.used", { n: formatNumber(used) })} ·{" "}
				{t(used >= 100 ? "desk.lateSince" : "desk.dueOn", { at: formatDate(due) })}
			</small>
		</div>
	);
}
