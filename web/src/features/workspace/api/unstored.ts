import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";

const key = (ws: string) => [ws, "workspace", "unstored"];

export const unstoredQuery = (ws: string, cursor: string) =>
	queryOptions({
		queryKey: [...key(ws), cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/unstored-numbers", {
					params: { path: inWorkspace(ws), query: { cursor, limit: 50 } },
				}),
			),
	});

/** Puts numbers on the do-not-store list and takes them off. */
export function useUnstoredChanges(ws: string) {
	const client = useQueryClient();
	const onSettled = () => client.invalidateQueries({ queryKey: key(ws) });
	return {
		add: useMutation({
			mutationFn: (phone: string) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/unstored-numbers", {
						params: { path: inWorkspace(ws) },
						body: { phone },
					}),
				),
			onSettled,
		}),
		remove: useMutation({
			mutationFn: (id: string) =>
				api.DELETE("/api/v1/workspaces/{workspace}/unstored-numbers/{unstored_number}", {
					params: { path: inWorkspace(ws, { unstored_number: id }) },
				}),
			onSettled,
		}),
	};
}
