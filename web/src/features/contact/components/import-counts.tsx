import { useTranslation } from "react-i18next";
import type { Import } from "@/api/types";
import { formatNumber } from "@/lib/format";
import classes from "./import-counts.module.css";

/** What the rows of the file are or became. */
export function ImportCounts({ counts }: { counts: Import["counts"] }) {
	const { t } = useTranslation();
	const rows = [
		{ key: "new", label: t("import.new"), n: counts.new },
		{ key: "updated", label: t("import.updated"), n: counts.updated },
		{ key: "unchanged", label: t("import.unchanged"), n: counts.unchanged },
		{ key: "duplicate", label: t("import.duplicate"), n: counts.duplicate },
		{ key: "suppressed", label: t("import.suppressed"), n: counts.suppressed },
		{ key: "invalid", label: t("import.invalid"), n: counts.invalid },
	];
	return (
		<dl className={classes.counts}>
			{rows.map((row) => (
				<div key={row.key} data-kind={row.key} data-zero={row.n === 0 || undefined}>
					<dt>{row.label}</dt>
					<dd>{formatNumber(row.n)}</dd>
				</div>
			))}
		</dl>
	);
}
