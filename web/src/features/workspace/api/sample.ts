import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";

export const sampleQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "workspace", "sample"],
		queryFn: () => take(api.GET("/api/v1/workspaces/{workspace}/sample", { params: { path: inWorkspace(ws) } })),
	});

/** Filling an empty workspace with sample data, and taking it away. Every page shows something else afterwards. */
export function useSampleChanges(ws: string) {
	const client = useQueryClient();
	const where = { params: { path: inWorkspace(ws) } };
	const onSuccess = () => client.invalidateQueries({ queryKey: [ws] });
	return {
		create: useMutation({
			mutationFn: () => take(api.POST("/api/v1/workspaces/{workspace}/sample", where)),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: () => api.DELETE("/api/v1/workspaces/{workspace}/sample", where),
			onSuccess,
		}),
	};
}
