import { useTranslation } from "react-i18next";
import type { Counts } from "@/api/types";
import { formatNumber } from "@/lib/format";
import classes from "./progress-parts.module.css";

/** Splits the counters of a blast into the four parts every progress bar shows; together they are the whole. */
export function parts(counts: Counts) {
	const read = counts.read;
	const sent = counts.accepted + counts.sent + counts.delivered;
	const bad = counts.failed + counts.unknown + counts.skipped;
	const waiting = Math.max(0, counts.total - read - sent - bad);
	return { read, sent, waiting, bad };
}

export function ProgressParts({ counts, legend, thin }: { counts: Counts; legend?: boolean; thin?: boolean }) {
	const { t } = useTranslation();
	const split = parts(counts);
	const rows = [
		{ key: "read", label: t("bar.read"), n: split.read },
		{ key: "sent", label: t("bar.sent"), n: split.sent },
		{ key: "bad", label: t("bar.bad"), n: split.bad },
		{ key: "waiting", label: t("bar.waiting"), n: split.waiting },
	];
	const text = rows.map((row) => `${row.label} ${formatNumber(row.n)}`).join(", ");
	return (
		<div>
			<div className={classes.bar} role="img" aria-label={text} data-thin={thin || undefined}>
				{rows
					.slice(0, 3)
					.map((row) => row.n > 0 && <span key={row.key} data-part={row.key} style={{ flexGrow: row.n }} />)}
				{split.waiting > 0 && <span style={{ flexGrow: split.waiting }} />}
			</div>
			{legend && (
				<ul className={classes.legend}>
					{rows.map((row) => (
						<li key={row.key}>
							<i data-part={row.key} aria-hidden />
							{row.label} <b>{formatNumber(row.n)}</b>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
