import type { TFunction } from "i18next";
import type { ReportFigures } from "@/api/types";
import { formatNumber } from "@/lib/format";
import type { Column } from "@/ui/data-table";

const shown = ["total", "sent", "delivered", "read", "replied", "failed", "skipped", "unknown", "waiting"] as const;

/** The columns of a table of figures. */
export const figureColumns = <Row,>(t: TFunction, of: (row: Row) => ReportFigures): Column<Row>[] =>
	shown.map((key) => ({
		key,
		title: t(`report.${key}`),
		cell: (row) => formatNumber(of(row)[key]),
		right: true,
	}));

/** The same on one line, for a phone. */
export const figureLine = (t: TFunction, figures: ReportFigures) =>
	shown
		.filter((key) => key === "total" || figures[key] > 0)
		.map((key) => `${t(`report.${key}`)} ${formatNumber(figures[key])}`)
		.join(" · ");
