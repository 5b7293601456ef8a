import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Workspace } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { workspaceQuery } from "@/lib/queries";

/** What is kept of a workspace, for how long, and the oldest there is. */
export const retentionQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "workspace", "retention"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/retention", { params: { path: inWorkspace(ws) } }))).items ??
			[],
	});

/** Sets for how many days the delivery log tells of a message. */
export function useSaveLogDays(ws: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (days: number) =>
			take(
				api.PATCH("/api/v1/workspaces/{workspace}/settings", {
					params: { path: inWorkspace(ws) },
					body: { delivery_log_days: days },
				}),
			),
		onSuccess: (settings) => {
			const { queryKey } = workspaceQuery(ws);
			client.setQueryData(queryKey, (old: Workspace | undefined) => (old ? { ...old, settings } : old));
			client.invalidateQueries({ queryKey });
			return client.invalidateQueries(retentionQuery(ws));
		},
	});
}
