import { queryOptions } from "@tanstack/react-query";
import type { Workspace } from "@/api/types";
import { api, inWorkspace, take } from "./api";
import { noteServerVersion } from "./version";

// Queries which more than one feature reads. The workspace is the first element of every key, the part that live
// updates name is the second.

export const meQuery = queryOptions({
	queryKey: ["me"],
	queryFn: async () => {
		const me = await take(api.GET("/api/v1/me"));
		noteServerVersion(me.version);
		return me;
	},
	staleTime: 60_000,
});

export const workspaceQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "workspace"],
		queryFn: () =>
			take(api.GET("/api/v1/workspaces/{workspace}", { params: { path: inWorkspace(ws) } })) as Promise<Workspace>,
	});

export const channelsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "channels", "list"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/channels", { params: { path: inWorkspace(ws) } }))).items ??
			[],
	});

/** A channel that changes may be one of them. */
export const instagramAccountsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "channels", "instagram"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/instagram/accounts", { params: { path: inWorkspace(ws) } })))
				.items ?? [],
	});

export const templatesQuery = (ws: string, channel?: string | null) =>
	queryOptions({
		queryKey: [ws, "templates", channel ?? ""],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/templates", {
						params: { path: inWorkspace(ws), query: { channel: channel ?? undefined } },
					}),
				)
			).items ?? [],
	});

export const membersQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "workspace", "members"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/members", { params: { path: inWorkspace(ws) } }))).items ??
			[],
	});

/** How long people wait for a first answer. Nobody is told of each answer. */
export const replyTimesQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "report", "reply-times"],
		queryFn: () =>
			take(api.GET("/api/v1/workspaces/{workspace}/report/reply-times", { params: { path: inWorkspace(ws) } })),
		refetchInterval: 60_000,
	});

export const groupsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "groups"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/groups", { params: { path: inWorkspace(ws) } }))).items ?? [],
	});

export const fieldsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "fields"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/fields", { params: { path: inWorkspace(ws) } }))).items ?? [],
	});

export const jobsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "jobs"],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/jobs", { params: { path: inWorkspace(ws), query: { limit: 50 } } }),
				)
			).items ?? [],
	});

/** The conversations somebody has written in since they were last looked at, newest first. */
export const unreadListQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "conversations", "unread-list"],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/conversations", {
						params: { path: inWorkspace(ws), query: { view: "unread", limit: 100 } },
					}),
				)
			).items ?? [],
	});

/** Whether anybody has ever written here. */
export const anyConversationQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "conversations", "any"],
		queryFn: async () =>
			Boolean(
				(
					await take(
						api.GET("/api/v1/workspaces/{workspace}/conversations", {
							params: { path: inWorkspace(ws), query: { limit: 1 } },
						}),
					)
				).items?.length,
			),
	});

/** How many conversations wait for a reader, counted on the first page of unread ones. */
export const unreadQuery = (ws: string) => ({ ...unreadListQuery(ws), select: (items: unknown[]) => items.length });

/** The last imports, by which a job is led back to the import it works for. */
export const recentImportsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "imports", "recent"],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/imports", {
						params: { path: inWorkspace(ws), query: { limit: 20 } },
					}),
				)
			).items ?? [],
	});

/** Messages in one state, newest first, as far as one page goes. A blast makes many: they are asked for now and then. */
export const sendsQuery = (ws: string, state: "held" | "failed" | "unknown") =>
	queryOptions({
		queryKey: [ws, "sends", state],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/messages", {
						params: { path: inWorkspace(ws), query: { state, limit: 100 } },
					}),
				)
			).items ?? [],
		refetchInterval: 30_000,
	});

/** How many private replies of each Instagram account wait, and until when. Nobody is told of each. */
export const privateLinesQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "automation", "lines"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/instagram/queue", { params: { path: inWorkspace(ws) } })))
				.items ?? [],
		refetchInterval: 30_000,
	});

export type ContactFilter = {
	search?: string;
	group?: string;
	segment?: string;
	consent?: string;
	suppressed?: "true" | "false";
	has_phone?: "true" | "false";
	[field: `field.${string}`]: string | undefined;
};

export const contactCountQuery = (ws: string, filter: ContactFilter) =>
	queryOptions({
		queryKey: [ws, "contacts", "count", filter],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/contacts/count", { params: { path: inWorkspace(ws), query: filter } }),
			),
	});

export const blastsQuery = (ws: string, cursor = "") =>
	queryOptions({
		queryKey: [ws, "blasts", "list", cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/blasts", {
					params: { path: inWorkspace(ws), query: { cursor, limit: 25 } },
				}),
			),
	});
