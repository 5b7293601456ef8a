import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";

/** The posts that are known, the newest first, page by page. */
export const postsQuery = (ws: string, channel = "") =>
	infiniteQueryOptions({
		queryKey: [ws, "automation", "posts", channel],
		queryFn: ({ pageParam }) =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/instagram/posts", {
					params: { path: inWorkspace(ws), query: { channel, cursor: pageParam, limit: 24 } },
				}),
			),
		initialPageParam: "",
		getNextPageParam: (page) => page.next || undefined,
		select: (data) => data.pages.flatMap((page) => page.items ?? []),
	});

/** Begins to look for posts and comments that were never delivered. Jobs do it; the lists change when they are done. */
export function useSweep(ws: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: async (channels: string[]) => {
			for (const channel of channels) {
				await take(
					api.POST("/api/v1/workspaces/{workspace}/instagram/accounts/{channel}/sweep", {
						params: { path: inWorkspace(ws, { channel }) },
					}),
				);
			}
		},
		onSettled: () => client.invalidateQueries({ queryKey: [ws, "jobs"] }),
	});
}
