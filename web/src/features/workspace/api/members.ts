import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Role } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";

export const invitesQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "workspace", "invites"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/invites", { params: { path: inWorkspace(ws) } }))).items ??
			[],
	});

export type NewInvite = { name: string; note: string; role: Role; can_send: boolean; hours: number };

/** Everything that changes who may do what in a workspace. */
export function useMemberChanges(ws: string) {
	const client = useQueryClient();
	const onSettled = () => client.invalidateQueries({ queryKey: [ws, "workspace"] });
	const member = (id: string) => ({ params: { path: inWorkspace(ws, { member: id }) } });
	const invite = (id: string) => ({ params: { path: inWorkspace(ws, { invite: id }) } });
	return {
		change: useMutation({
			mutationFn: ({ id, ...body }: { id: string; role: Role; can_send: boolean }) =>
				take(api.PATCH("/api/v1/workspaces/{workspace}/members/{member}", { ...member(id), body })),
			onSettled,
		}),
		remove: useMutation({
			mutationFn: (id: string) => api.DELETE("/api/v1/workspaces/{workspace}/members/{member}", member(id)),
			onSettled,
		}),
		reissue: useMutation({
			mutationFn: (id: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/members/{member}/reissue-code", member(id))),
		}),
		invite: useMutation({
			mutationFn: (body: NewInvite) =>
				take(api.POST("/api/v1/workspaces/{workspace}/invites", { params: { path: inWorkspace(ws) }, body })),
			onSettled,
		}),
		renew: useMutation({
			mutationFn: (id: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/invites/{invite}/renew", { ...invite(id), body: {} })),
			onSettled,
		}),
		revoke: useMutation({
			mutationFn: (id: string) => api.DELETE("/api/v1/workspaces/{workspace}/invites/{invite}", invite(id)),
			onSettled,
		}),
	};
}
