import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";

export const instagramSetupQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "instagram-setup"],
		queryFn: () =>
			take(api.GET("/api/v1/workspaces/{workspace}/instagram/setup", { params: { path: inWorkspace(ws) } })),
	});

/** Changes of the Instagram accounts of a workspace. */
export function useAccountChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = () => client.invalidateQueries({ queryKey: [ws, "channels"] });
	const at = (channel: string) => ({ params: { path: inWorkspace(ws, { channel }) } });
	return {
		/** Leads to Instagram, where the person gives consent. */
		connect: useMutation({
			mutationFn: async (another: boolean) => {
				const { url } = await take(
					api.POST("/api/v1/workspaces/{workspace}/instagram/connect", {
						params: { path: inWorkspace(ws) },
						body: { another },
					}),
				);
				window.location.assign(url);
			},
		}),
		disconnect: useMutation({
			mutationFn: (id: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/instagram/accounts/{channel}/disconnect", at(id))),
			onSuccess,
		}),
		erase: useMutation({
			mutationFn: ({ id, confirm }: { id: string; confirm: string }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/instagram/accounts/{channel}/erase", {
						...at(id),
						body: { confirm },
					}),
				),
			onSuccess,
		}),
	};
}
