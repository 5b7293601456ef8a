import { queryOptions } from "@tanstack/react-query";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";
import { localToInstant } from "@/lib/format";

export const states = ["all", "held", "failed", "unknown", "skipped"] as const;
export const lanes = ["human", "api", "bot", "sequence", "blast"] as const;

/** The filters as the address has them. The days are days of the workspace, both included. */
export type LogSearch = {
	state?: string;
	lane?: string;
	channel?: string;
	from?: string;
	until?: string;
	number?: string;
};

const oneDay = 86_400_000;
const day = /^\d{4}-\d{2}-\d{2}$/;
/** The first instant of a day in the workspace's zone, or of one that comes later. */
const dayStart = (text: string | undefined, later = 0) =>
	text && day.test(text)
		? new Date(localToInstant(`${text}T00:00`).getTime() + later * oneDay).toISOString()
		: undefined;

/** The filters as the server takes them; what makes no sense is left out. */
export const toFilter = (search: LogSearch) => ({
	state: states.find((known) => known === search.state) ?? ("all" as const),
	lane: lanes.find((known) => known === search.lane),
	channel: search.channel || undefined,
	from: dayStart(search.from),
	until: dayStart(search.until, 1),
	number: search.number?.trim() || undefined,
});

export type LogFilter = ReturnType<typeof toFilter>;

export const logQuery = (ws: string, filter: LogFilter, cursor: string) =>
	queryOptions({
		// Live updates name this part of the cache "held".
		queryKey: [ws, "held", "log", filter, cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/messages", {
					params: { path: inWorkspace(ws), query: { ...filter, cursor, limit: 50 } },
				}),
			),
	});

export const sendQuery = (ws: string, message: string) =>
	queryOptions({
		queryKey: [ws, "held", "message", message],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/messages/{message}", {
					params: { path: inWorkspace(ws, { message }) },
				}),
			),
		enabled: message !== "",
	});

export function logUrl(ws: string, filter: LogFilter): string {
	const words = new URLSearchParams(Object.entries(filter).filter((pair): pair is [string, string] => !!pair[1]));
	return workspaceUrl(ws, `/messages/export.csv?${words}`);
}
