import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Message, TemplateReply } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { type MessagePage, messagesQuery } from "./conversations";

export type Reply = { text: string } | { attachment_id: string; caption: string } | { template: TemplateReply };

/** A message on its way to our own server. The key is the same on every try, so a repeat cannot double it. */
export interface Pending {
	key: string;
	reply: Reply;
	/** How it reads until the server answers. */
	text: string;
	at: string;
	error?: unknown;
}

const newKey = () => crypto.randomUUID();

/** Sends at once on screen and then to the server; what the server refused stays, with a way to try again or to drop it. */
export function useOutbox(ws: string, conversation: string) {
	const client = useQueryClient();
	const [pending, setPending] = useState<Pending[]>([]);

	const deliver = useCallback(
		async (item: Pending) => {
			try {
				const message = (await take(
					api.POST("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages", {
						params: { path: inWorkspace(ws, { conversation }), header: { "Idempotency-Key": item.key } },
						body: item.reply,
					}),
				)) as Message;
				client.setQueryData(messagesQuery(ws, conversation).queryKey, (old: InfiniteData<MessagePage> | undefined) => {
					const [first, ...rest] = old?.pages ?? [];
					if (!old || !first || old.pages.some((page) => page.items.some((known) => known.id === message.id))) {
						return old;
					}
					return { ...old, pages: [{ ...first, items: [message, ...first.items] }, ...rest] };
				});
				setPending((list) => list.filter((known) => known.key !== item.key));
				client.invalidateQueries({ queryKey: [ws, "messages", conversation] });
				client.invalidateQueries({ queryKey: [ws, "conversations"] });
			} catch (error) {
				setPending((list) => list.map((known) => (known.key === item.key ? { ...known, error } : known)));
			}
		},
		[client, ws, conversation],
	);

	const send = useCallback(
		(reply: Reply, text: string) => {
			const item: Pending = { key: newKey(), reply, text, at: new Date().toISOString() };
			setPending((list) => [...list, item]);
			void deliver(item);
		},
		[deliver],
	);

	const retry = useCallback(
		(item: Pending) => {
			const fresh = { ...item, error: undefined };
			setPending((list) => list.map((known) => (known.key === item.key ? fresh : known)));
			void deliver(fresh);
		},
		[deliver],
	);

	const drop = useCallback((key: string) => setPending((list) => list.filter((known) => known.key !== key)), []);

	return { pending, send, retry, drop };
}
