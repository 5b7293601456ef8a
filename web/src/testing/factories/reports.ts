import type { PeriodReport, ReplyTimes, ReportFigures } from "@/api/types";

const someFigures = (more: Partial<ReportFigures> = {}): ReportFigures => ({
	total: 0,
	waiting: 0,
	sent: 0,
	delivered: 0,
	read: 0,
	failed: 0,
	skipped: 0,
	unknown: 0,
	replied: 0,
	...more,
});

export const replyTimes = (median = 252): ReplyTimes => ({
	today: { answers: 18, median_seconds: median, p90_seconds: median * 5 },
	week: { answers: 140, median_seconds: median * 2, p90_seconds: median * 8 },
});

/** Thirty days up to 23 November 2026, one of them a Sunday on which nothing happened. */
export function aPeriodReport(more: Partial<PeriodReport> = {}): PeriodReport {
	const days = Array.from({ length: 30 }, (_, n) => {
		const total = n % 7 === 2 ? 0 : 200 + ((n * 37) % 90) * 4;
		const sent = Math.floor(total * 0.96);
		const messages = someFigures({
			total,
			sent,
			delivered: Math.floor(sent * 0.9),
			read: Math.floor(sent * 0.6),
			replied: Math.floor(sent * 0.1),
			failed: total - sent,
		});
		return {
			day: new Date(Date.UTC(2026, 9, 25 + n)).toISOString().slice(0, 10),
			messages,
			replies: total
				? { answers: 12, median_seconds: 120 + (n % 9) * 40, p90_seconds: 1800 }
				: { answers: 0, median_seconds: null, p90_seconds: null },
			opt_outs: n % 5 === 0 ? 1 : 0,
		};
	});
	const sum = (key: keyof ReportFigures) => days.reduce((all, { messages }) => all + messages[key], 0);
	const messages = someFigures({
		total: sum("total"),
		sent: sum("sent"),
		delivered: sum("delivered"),
		read: sum("read"),
		replied: sum("replied"),
		failed: sum("failed"),
	});
	return {
		time_zone: "Asia/Jakarta",
		from: "2026-10-25",
		until: "2026-11-23",
		messages,
		replies: { answers: 312, median_seconds: 252, p90_seconds: 5400 },
		opt_outs: 6,
		days,
		channels: [{ channel_id: "ch-1", messages }],
		lanes: [
			{ lane: "human", messages: someFigures({ total: 312, sent: 310, delivered: 300, read: 280, failed: 2 }) },
			{ lane: "blast", messages },
		],
		agents: [
			{
				user_id: "u-1",
				conversations: 120,
				messages: 212,
				replies: { answers: 190, median_seconds: 180, p90_seconds: 3600 },
				open_now: 3,
			},
			{
				user_id: "u-gone",
				conversations: 60,
				messages: 100,
				replies: { answers: 122, median_seconds: 420, p90_seconds: 7200 },
				open_now: 0,
			},
		],
		...more,
	};
}
