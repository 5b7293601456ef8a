import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { InteractiveReply, Message, TemplateReply } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { useLiveState } from "@/lib/live";
import { ApiProblem, toProblem } from "@/lib/problem";
import { kept } from "@/lib/storage";
import { type MessagePage, messagesQuery } from "./conversations";

export type Reply =
	| { text: string }
	| { attachment_id: string; caption?: string }
	| { template: TemplateReply }
	| { interactive: InteractiveReply };

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

/** A message that is older than this when its conversation is opened waits for a person instead of leaving by itself. */
const forgetAfter = 10 * 60_000;

const place = (ws: string, conversation: string) => `outbox.${ws}.${conversation}`;

function readKept(ws: string, conversation: string): Pending[] {
	try {
		return JSON.parse(kept.get(place(ws, conversation)) || "[]") as Pending[];
	} catch {
		return [];
	}
}

/** What the server has not confirmed is kept in this browser, so that neither a reload nor another page loses it. */
function keep(ws: string, conversation: string, change: (list: Pending[]) => Pending[]) {
	const list = change(readKept(ws, conversation)).map(({ error: _, ...item }) => item);
	kept.set(place(ws, conversation), list.length > 0 ? JSON.stringify(list) : "");
}

/** Sends at once on screen and then to the server; what the server refused stays, with a way to try again or to drop it. */
export function useOutbox(ws: string, conversation: string) {
	const client = useQueryClient();
	const [pending, setPending] = useState<Pending[]>(() =>
		readKept(ws, conversation).map((item) => ({ ...item, error: new ApiProblem(0, "network", "") })),
	);
	const live = useLiveState();

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
				keep(ws, conversation, (list) => list.filter((known) => known.key !== item.key));
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
			keep(ws, conversation, (list) => [...list, item]);
			setPending((list) => [...list, item]);
			void deliver(item);
		},
		[deliver, ws, conversation],
	);

	const retry = useCallback(
		(item: Pending) => {
			const fresh = { ...item, error: undefined };
			setPending((list) => list.map((known) => (known.key === item.key ? fresh : known)));
			void deliver(fresh);
		},
		[deliver],
	);

	const drop = useCallback(
		(key: string) => {
			keep(ws, conversation, (list) => list.filter((known) => known.key !== key));
			setPending((list) => list.filter((known) => known.key !== key));
		},
		[ws, conversation],
	);

	// Once the connection is back, what only lacked a connection goes out by itself.
	const waiting = pending.filter(
		(item) => item.error && toProblem(item.error).status === 0 && Date.now() - Date.parse(item.at) < forgetAfter,
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: only a new connection starts it, not a new failure
	useEffect(() => {
		if (live === "open") {
			for (const item of waiting) {
				retry(item);
			}
		}
	}, [live]);

	return { pending, send, retry, drop };
}
