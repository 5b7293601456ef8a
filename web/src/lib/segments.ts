import { queryOptions } from "@tanstack/react-query";
import { api, inWorkspace, take } from "./api";

/** Saved filters over contacts; the contact list and the blast composer choose from them. */
export const segmentsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "segments", "list"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/segments", { params: { path: inWorkspace(ws) } }))).items ??
			[],
	});
