import { useCallback, useState } from "react";
import { kept } from "@/lib/storage";

export const draftKey = (ws: string, conversation: string) => `draft.${ws}.${conversation}`;

/** What is being written in a conversation. It is kept in this browser until it is sent. */
export function useDraft(ws: string, conversation: string) {
	const key = draftKey(ws, conversation);
	const [text, setText] = useState(() => kept.get(key));
	const change = useCallback(
		(next: string) => {
			setText(next);
			kept.set(key, next);
		},
		[key],
	);
	return [text, change] as const;
}
