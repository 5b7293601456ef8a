import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Message } from "@/api/types";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";

export type View = "all" | "unread";

export const conversationsQuery = (ws: string, view: View, search: string, kind?: string) =>
	infiniteQueryOptions({
		queryKey: [ws, "conversations", "list", view, search, kind ?? ""],
		queryFn: ({ pageParam }) =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/conversations", {
					params: {
						path: inWorkspace(ws),
						query: { view, search: search || undefined, kind, cursor: pageParam, limit: 50 },
					},
				}),
			),
		initialPageParam: "",
		getNextPageParam: (page) => page.next || undefined,
	});

export const conversationQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: [ws, "conversations", "one", id],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/conversations/{conversation}", {
					params: { path: inWorkspace(ws, { conversation: id }) },
				}),
			),
	});

/** Everything that is said with one contact, on whatever channel. */
export const contactConversationsQuery = (ws: string, contact: string) =>
	queryOptions({
		queryKey: [ws, "conversations", "contact", contact],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/conversations", {
						params: { path: inWorkspace(ws), query: { contact } },
					}),
				)
			).items ?? [],
	});

export interface MessagePage {
	items: Message[];
	next: string | null;
}

/** The messages of a conversation, newest first, older pages after. */
export const messagesQuery = (ws: string, id: string) =>
	infiniteQueryOptions({
		queryKey: [ws, "messages", id],
		queryFn: ({ pageParam }) =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages", {
					params: { path: inWorkspace(ws, { conversation: id }), query: { cursor: pageParam, limit: 50 } },
				}),
			) as Promise<MessagePage>,
		initialPageParam: "",
		getNextPageParam: (page) => page.next || undefined,
	});

export const attachmentUrl = (ws: string, id: string) => workspaceUrl(ws, `/attachments/${id}/content`);

export function markRead(ws: string, conversation: string) {
	return api.POST("/api/v1/workspaces/{workspace}/conversations/{conversation}/read", {
		params: { path: inWorkspace(ws, { conversation }) },
	});
}

/** Puts an emoji on a message, or takes it away with "". */
export function react(ws: string, conversation: string, message: string, emoji: string) {
	return take(
		api.PUT("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages/{message}/reaction", {
			params: { path: inWorkspace(ws, { conversation, message }) },
			body: { emoji },
		}),
	);
}

export function uploadAttachment(ws: string, file: File) {
	const form = new FormData();
	form.append("file", file);
	return take(
		api.POST("/api/v1/workspaces/{workspace}/attachments", {
			params: { path: inWorkspace(ws) },
			body: form as never,
			bodySerializer: (body) => body as unknown as FormData,
		}),
	);
}

/** The person of a conversation, with what they said about messages; live updates of contacts refresh it. */
export const conversationContactQuery = (ws: string, contact: string) =>
	queryOptions({
		queryKey: [ws, "contacts", "one", contact],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/contacts/{contact}", {
					params: { path: inWorkspace(ws, { contact }) },
				}),
			),
	});
