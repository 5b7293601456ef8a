import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Limits } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";

export const setupQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "channels", "setup"],
		queryFn: () =>
			take(api.GET("/api/v1/workspaces/{workspace}/channels/setup", { params: { path: inWorkspace(ws) } })),
	});

export const channelQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: [ws, "channels", "one", id],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/channels/{channel}", {
					params: { path: inWorkspace(ws, { channel: id }) },
				}),
			),
	});

export interface ConnectInput {
	name: string;
	waba_id: string;
	phone_number_id: string;
	token: string;
}

export function useChannelChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = () => {
		client.invalidateQueries({ queryKey: [ws, "channels"] });
		client.invalidateQueries({ queryKey: [ws, "templates"] });
	};
	const at = (channel: string) => ({ params: { path: inWorkspace(ws, { channel }) } });
	return {
		connect: useMutation({
			mutationFn: (input: ConnectInput) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/channels", {
						params: { path: inWorkspace(ws) },
						body: { kind: "cloudapi", ...input },
					}),
				),
			onSuccess,
		}),
		update: useMutation({
			mutationFn: ({ id, ...body }: { id: string; name?: string; limits?: Limits }) =>
				take(api.PATCH("/api/v1/workspaces/{workspace}/channels/{channel}", { ...at(id), body })),
			onSuccess,
		}),
		disconnect: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/channels/{channel}", at(id));
			},
			onSuccess,
		}),
		replaceToken: useMutation({
			mutationFn: ({ id, token }: { id: string; token: string }) =>
				take(api.PUT("/api/v1/workspaces/{workspace}/channels/{channel}/token", { ...at(id), body: { token } })),
			onSuccess,
		}),
		selfTest: useMutation({
			mutationFn: (id: string) => take(api.POST("/api/v1/workspaces/{workspace}/channels/{channel}/self-test", at(id))),
			onSuccess,
		}),
		resume: useMutation({
			mutationFn: (id: string) => take(api.POST("/api/v1/workspaces/{workspace}/channels/{channel}/resume", at(id))),
			onSuccess,
		}),
		resumeTemplate: useMutation({
			mutationFn: (template: string) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/templates/{template}/resume", {
						params: { path: inWorkspace(ws, { template }) },
					}),
				),
			onSuccess,
		}),
		sync: useMutation({
			mutationFn: (id: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/channels/{channel}/templates/sync", at(id))),
			onSuccess,
		}),
	};
}
