import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { workspaceUrl } from "./api";

export type LiveState = "connecting" | "open" | "lost";

/** Which parts of the cache an event of the server makes stale: the second element of their keys. */
const stale: Record<string, string[]> = {
	"blast.changed": ["blasts"],
	"conversation.changed": ["conversations"],
	"message.changed": ["messages", "conversations"],
	"channel.changed": ["channels", "templates"],
	"contact.changed": ["contacts", "groups", "fields"],
	"import.changed": ["imports"],
	"job.changed": ["jobs"],
	"workspace.changed": ["workspace"],
	"held.changed": ["workspace", "held"],
};
const everything = [...new Set(Object.values(stale).flat())];
const gatherFor = 250;
const tryAgainAfter = 5000;

let state: LiveState = "connecting";
const watchers = new Set<() => void>();

function setState(next: LiveState) {
	if (state !== next) {
		state = next;
		for (const tell of watchers) {
			tell();
		}
	}
}

export function useLiveState(): LiveState {
	return useSyncExternalStore(
		(tell) => {
			watchers.add(tell);
			return () => watchers.delete(tell);
		},
		() => state,
	);
}

/**
 * Listens to the events of a workspace and refreshes what they touch. The browser reconnects by itself and names
 * the last event it saw; after a loss everything is read again, so no gap can stay on screen.
 */
export function useLiveUpdates(workspace: string | null) {
	const client = useQueryClient();
	useEffect(() => {
		if (workspace === null || typeof EventSource === "undefined") {
			return;
		}
		const pending = new Set<string>();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const refresh = (parts: string[]) => {
			for (const part of parts) {
				pending.add(part);
			}
			timer ??= setTimeout(() => {
				timer = undefined;
				for (const part of pending) {
					client.invalidateQueries({ queryKey: [workspace, part] });
				}
				pending.clear();
			}, gatherFor);
		};
		setState("connecting");
		let lost = false;
		let source: EventSource;
		let again: ReturnType<typeof setTimeout> | undefined;
		const listen = () => {
			source = new EventSource(workspaceUrl(workspace, "/events"));
			source.onopen = () => {
				setState("open");
				if (lost) {
					lost = false;
					refresh(everything);
				}
			};
			source.onerror = () => {
				lost = true;
				setState("lost");
				// The browser gives up for good on an error answer; then we try again ourselves.
				if (source.readyState === EventSource.CLOSED) {
					again = setTimeout(listen, tryAgainAfter);
				}
			};
			source.addEventListener("reset", () => refresh(everything));
			for (const [kind, parts] of Object.entries(stale)) {
				source.addEventListener(kind, () => refresh(parts));
			}
		};
		listen();
		return () => {
			clearTimeout(timer);
			clearTimeout(again);
			source.close();
		};
	}, [client, workspace]);
}
