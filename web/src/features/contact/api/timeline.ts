import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";
import { contactKeys } from "./contacts";

const pageSize = 20;

/** What happened between a contact and the workspace, the newest first, page by page. */
export const timelineQuery = (ws: string, contact: string) =>
	infiniteQueryOptions({
		queryKey: [...contactKeys.one(ws, contact), "timeline"],
		initialPageParam: "",
		queryFn: ({ pageParam }) =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/contacts/{contact}/timeline", {
					params: { path: inWorkspace(ws, { contact }), query: { cursor: pageParam, limit: pageSize } },
				}),
			),
		getNextPageParam: (last) => last.next || undefined,
	});
