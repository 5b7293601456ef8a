import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { Workspace } from "@/api/types";
import { workspaceUrl } from "./api";
import { meQuery } from "./queries";

export type LiveState = "connecting" | "open" | "lost";

/** Which parts of the cache an event of the server makes stale: the second element of their keys. */
const stale: Record<string, string[]> = {
	"blast.changed": ["blasts", "held"],
	"comment.changed": ["automation"],
	"conversation.changed": ["conversations"],
	"message.changed": ["messages", "conversations", "held"],
	"channel.changed": ["channels", "templates", "workspace"],
	"contact.changed": ["contacts", "groups", "fields"],
	"import.changed": ["imports"],
	"job.changed": ["jobs"],
	"workspace.changed": ["workspace"],
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
 * the last event it saw; after a loss everything is read again, so no gap can stay on screen. The event `reset` says that
 * the server no longer has the events in between.
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
			// While everything is stopped, the workspace says how many messages wait.
			if (parts.includes("held") && client.getQueryData<Workspace>([workspace, "workspace"])?.stop_all.on) {
				pending.add("workspace");
			}
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
		// What was read before the stream began may be older than its first event.
		let behind = true;
		let source: EventSource;
		let again: ReturnType<typeof setTimeout> | undefined;
		const listen = () => {
			source = new EventSource(workspaceUrl(workspace, "/events"));
			source.onopen = () => {
				setState("open");
				if (behind) {
					behind = false;
					refresh(everything);
					// The server may have been replaced by a newer one meanwhile.
					client.invalidateQueries({ queryKey: meQuery.queryKey });
				}
			};
			source.onerror = () => {
				behind = true;
				setState("lost");
				// The browser gives up for good on an error answer; then we try again ourselves.
				// Such an answer may mean that the person is here no more: reading the workspace shows it.
				if (source.readyState === EventSource.CLOSED) {
					client.invalidateQueries({ queryKey: [workspace, "workspace"] });
					again = setTimeout(listen, tryAgainAfter);
				}
			};
			source.addEventListener("reset", () => refresh(everything));
			for (const [kind, parts] of Object.entries(stale)) {
				source.addEventListener(kind, () => refresh(parts));
			}
		};
		// A cut line can take minutes to show; the device knows at once.
		const cut = () => {
			clearTimeout(again);
			source.close();
			behind = true;
			setState("lost");
		};
		const back = () => {
			cut();
			listen();
		};
		window.addEventListener("offline", cut);
		window.addEventListener("online", back);
		listen();
		return () => {
			window.removeEventListener("offline", cut);
			window.removeEventListener("online", back);
			clearTimeout(timer);
			clearTimeout(again);
			source.close();
		};
	}, [client, workspace]);
}
