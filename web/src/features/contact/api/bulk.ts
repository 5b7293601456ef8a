import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { BulkBody } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";

/** Begins one act on many contacts, after a few seconds in which its job can be cancelled. */
export function useBulk(ws: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (body: BulkBody) =>
			take(api.POST("/api/v1/workspaces/{workspace}/contacts/bulk", { params: { path: inWorkspace(ws) }, body })),
		onSettled: () => {
			client.invalidateQueries({ queryKey: [ws, "jobs"] });
			client.invalidateQueries({ queryKey: [ws, "contacts"] });
		},
	});
}

/** Takes an act back. What it answers says how many were done before. */
export function useTakeBack(ws: string) {
	const client = useQueryClient();
	return async (job: string) => {
		const ended = await take(
			api.POST("/api/v1/workspaces/{workspace}/jobs/{job}/cancel", { params: { path: inWorkspace(ws, { job }) } }),
		);
		client.invalidateQueries({ queryKey: [ws, "jobs"] });
		return ended.done;
	};
}
