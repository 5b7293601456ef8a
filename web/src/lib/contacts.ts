import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { Contact } from "@/api/types";
import { api, inWorkspace, take } from "./api";
import { type ContactFilter, contactCountQuery } from "./queries";

/**
 * A page of contacts. The server looks at so many in one go; where a filter finds few of very many it answers with part of a page, and is
 * asked again until the page is full or everybody was looked at.
 */
export async function contactPage(
	ws: string,
	query: ContactFilter & { sort?: "name" | "created"; cursor?: string; limit: number },
	signal?: AbortSignal,
) {
	const items: Contact[] = [];
	let cursor = query.cursor;
	for (;;) {
		const part = await take(
			api.GET("/api/v1/workspaces/{workspace}/contacts", {
				params: { path: inWorkspace(ws), query: { ...query, cursor, limit: query.limit - items.length } },
				signal,
			}),
		);
		items.push(...(part.items ?? []));
		if (!part.next || items.length >= query.limit) {
			return { items, next: part.next };
		}
		cursor = part.next;
	}
}

/** How many a filter lets through, counted to the end. */
export const wholeCountQuery = (ws: string, filter: ContactFilter) =>
	queryOptions({
		queryKey: [ws, "contacts", "count", filter, "whole"],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/contacts/count", {
						params: { path: inWorkspace(ws), query: { ...filter, whole: "true" } },
					}),
				)
			).count,
	});

/** How many a filter lets through: what is known at once, and the exact number when it has been counted. */
export function useContactCount(ws: string, filter: ContactFilter) {
	const { data, error } = useQuery({ ...contactCountQuery(ws, filter), placeholderData: keepPreviousData });
	const whole = useQuery({ ...wholeCountQuery(ws, filter), enabled: data?.exact === false }).data;
	return { error, count: data && !data.exact && whole !== undefined ? { count: whole, exact: true } : data };
}
