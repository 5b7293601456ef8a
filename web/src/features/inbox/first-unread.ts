import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import type { Message } from "@/api/types";

interface Seen {
	/** The messages on screen, from old to new. */
	messages: Message[];
	unread: number;
	/** Whether neither messages nor count are being read anew. */
	settled: boolean;
	/** Marks the conversation as read. */
	onSeen: () => void;
}

/**
 * Where the messages begin that nobody has seen yet. A conversation is seen when somebody looks at it, not while its tab is behind
 * another one. Seeing it takes the count away; the line stays where it was until somebody answers or leaves the conversation.
 */
export function useFirstUnread({ messages, unread, settled, onSeen }: Seen): string | undefined {
	const visible = useDocumentVisibility() === "visible";
	// What was known of the conversation before it was opened may be old.
	const fresh = useRef(false);
	fresh.current ||= settled;
	const looked = useRef(false);
	const first = useRef<string>(undefined);
	const answered = messages.findLastIndex(({ direction, lane }) => direction === "out" && lane === "human");
	const since = messages.slice(answered + 1).filter(({ direction }) => direction === "in");
	if (unread > 0 && !(visible && looked.current)) {
		first.current = since.slice(-unread)[0]?.id;
	}
	const see = useRef(onSeen);
	see.current = onSeen;
	// biome-ignore lint/correctness/useExhaustiveDependencies: it runs once when the count is fresh, and not at every reading after
	useEffect(() => {
		if (!visible || !fresh.current) {
			return;
		}
		looked.current = true;
		if (unread > 0) {
			see.current();
		}
	}, [visible, fresh.current, unread]);
	return since.find(({ id }) => id === first.current)?.id;
}
