import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PeriodReport } from "@/api/types";
import { formatCalendarDay, formatLength, formatNumber } from "@/lib/format";
import { DataTable } from "@/ui/data-table";
import { Section } from "@/ui/section";
import { DayChart, type Part } from "./day-chart";
import { figureColumns, figureLine } from "./figure-table";
import classes from "./volume.module.css";

/** What became of the messages of each day: a picture, and the same as a table. */
export function Volume({ report }: { report: PeriodReport }) {
	const { t } = useTranslation();
	const parts: Part[] = [
		{ key: "read", label: t("report.read"), look: "read" },
		{ key: "sent", label: t("report.unread"), look: "sent" },
		{ key: "bad", label: t("report.notSent"), look: "bad" },
		{ key: "waiting", label: t("report.waiting"), look: "waiting" },
	];
	const days = report.days.map(({ day, messages: m, replies }) => ({
		day,
		name: formatCalendarDay(day),
		values: {
			read: m.read,
			sent: m.sent - m.read,
			bad: m.failed + m.skipped + m.unknown,
			waiting: m.waiting,
			wait: replies.median_seconds ?? 0,
		},
	}));
	const busy = report.days.filter(({ messages, replies, opt_outs }) => messages.total + replies.answers + opt_outs > 0);
	const span = { from: formatCalendarDay(report.from), until: formatCalendarDay(report.until) };
	return (
		<Section title={t("report.perDay")} text={t("report.perDayText")}>
			<DayChart
				label={t("report.chart", { ...span, n: formatNumber(report.messages.total) })}
				days={days}
				parts={parts}
			/>
			{report.replies.answers > 0 && (
				<>
					<Text component="h3" fw={600} mt="lg" mb="sm">
						{t("report.replyTimePerDay")}
					</Text>
					<DayChart
						label={t("report.replyChart", span)}
						days={days}
						parts={[{ key: "wait", label: t("report.replyTime"), look: "read" }]}
						format={formatLength}
					/>
				</>
			)}
			<details className={classes.table}>
				<summary>{t("report.asTable")}</summary>
				<DataTable
					label={t("report.perDay")}
					rows={busy.toReversed()}
					rowKey={({ day }) => day}
					columns={[
						{ key: "day", title: t("report.day"), cell: ({ day }) => formatCalendarDay(day) },
						...figureColumns<(typeof busy)[number]>(t, ({ messages }) => messages),
						{ key: "stops", title: t("report.optOuts"), cell: ({ opt_outs }) => formatNumber(opt_outs), right: true },
						{
							key: "wait",
							title: t("report.replyTime"),
							cell: ({ replies }) => (replies.median_seconds === null ? "–" : formatLength(replies.median_seconds)),
							right: true,
						},
					]}
					card={({ day, messages }) => (
						<>
							<b>{formatCalendarDay(day)}</b>
							<Text size="sm">{figureLine(t, messages)}</Text>
						</>
					)}
				/>
			</details>
		</Section>
	);
}
