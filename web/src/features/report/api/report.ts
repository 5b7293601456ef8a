import { queryOptions } from "@tanstack/react-query";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";
import { dayKey } from "@/lib/format";

export const lanes = ["human", "api", "bot", "sequence", "blast"] as const;
export const lengths = ["7", "30", "90"] as const;
const usual = "30";

/** The filters as the address has them: so many days up to today, or days of one's own, both included. */
export type ReportSearch = { days?: string; from?: string; until?: string; channel?: string; lane?: string };

const oneDay = 86_400_000;
const day = /^\d{4}-\d{2}-\d{2}$/;
export const isDay = (text: string | undefined): text is string => text !== undefined && day.test(text);

/** Which choice of period is on. */
export const chosen = (search: ReportSearch) =>
	search.from !== undefined || search.until !== undefined
		? "own"
		: (lengths.find((known) => known === search.days) ?? usual);

/** The filters as the server takes them; what makes no sense is left out. */
export function toFilter(search: ReportSearch, now = Date.now()) {
	const length = chosen(search);
	const days = Number(length === "own" ? usual : length);
	const until = isDay(search.until) ? search.until : dayKey(now);
	return {
		from: isDay(search.from)
			? search.from
			: new Date(Date.parse(until) - (days - 1) * oneDay).toISOString().slice(0, 10),
		until,
		channel: search.channel || undefined,
		lane: lanes.find((known) => known === search.lane),
	};
}

export type ReportFilter = ReturnType<typeof toFilter>;

export const reportQuery = (ws: string, filter: ReportFilter) =>
	queryOptions({
		queryKey: [ws, "report", filter],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/report", { params: { path: inWorkspace(ws), query: { ...filter } } }),
			),
		refetchInterval: 60_000,
	});

export function reportUrl(ws: string, filter: ReportFilter, of: "days" | "agents"): string {
	const words = new URLSearchParams(Object.entries(filter).filter((pair): pair is [string, string] => !!pair[1]));
	words.set("of", of);
	return workspaceUrl(ws, `/report/export.csv?${words}`);
}
