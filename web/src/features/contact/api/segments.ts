import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Rules } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";

export const segmentQuery = (ws: string, segment: string) =>
	queryOptions({
		queryKey: [ws, "segments", "one", segment],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/segments/{segment}", {
					params: { path: inWorkspace(ws, { segment }) },
				}),
			),
	});

/** How many contacts rules find. The rules need not be saved. */
export const segmentCountQuery = (ws: string, rules: Rules) =>
	queryOptions({
		queryKey: [ws, "contacts", "segment-count", rules],
		queryFn: ({ signal }) =>
			take(
				api.POST("/api/v1/workspaces/{workspace}/segments/count", {
					params: { path: inWorkspace(ws) },
					body: { rules },
					signal,
				}),
			),
		placeholderData: keepPreviousData,
		retry: false,
	});

/** Changes of the segments of a workspace. */
export function useSegmentChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = () => {
		client.invalidateQueries({ queryKey: [ws, "segments"] });
		client.invalidateQueries({ queryKey: [ws, "contacts"] });
	};
	const at = (segment: string) => ({ params: { path: inWorkspace(ws, { segment }) } });
	return {
		save: useMutation({
			mutationFn: ({ id, name, rules }: { id?: string; name: string; rules: Rules }) =>
				id
					? take(api.PATCH("/api/v1/workspaces/{workspace}/segments/{segment}", { ...at(id), body: { name, rules } }))
					: take(
							api.POST("/api/v1/workspaces/{workspace}/segments", {
								params: { path: inWorkspace(ws) },
								body: { name, rules },
							}),
						),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/segments/{segment}", at(id));
			},
			onSuccess,
		}),
	};
}
