import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { kept } from "@/lib/storage";
import type { Draft } from "../draft";

function read(key: string): Draft | null {
	try {
		return JSON.parse(kept.get(key)) as Draft;
	} catch {
		return null;
	}
}

const same = (a: Draft, b: Draft) => JSON.stringify(a) === JSON.stringify(b);

/**
 * A draft that outlives a reload, a crash and an ended session. Who leaves the page after being asked has given it up.
 */
export function useKeptDraft(key: string, start: Draft) {
	const [found] = useState(() => read(key));
	const [saved, setSaved] = useState(start);
	const [draft, setDraft] = useState(found ?? start);
	const router = useRouter();
	const latest = useRef(key);
	latest.current = key;
	const dirty = !same(draft, saved);
	useEffect(() => kept.set(key, dirty ? JSON.stringify(draft) : ""), [key, dirty, draft]);
	useEffect(
		() => () => {
			if (router.state.location.pathname !== "/login") {
				kept.set(latest.current, "");
			}
		},
		[router],
	);
	return {
		draft,
		dirty,
		/** Whether it was found here and not begun anew. */
		restored: found !== null && dirty,
		change: (more: Partial<Draft>) => setDraft((old) => ({ ...old, ...more })),
		discard: () => setDraft(saved),
		/** What is shown is what the server has now. */
		settle: (now: Draft) =>
			// At once: the way to another page must not be asked about what was just saved.
			flushSync(() => {
				setSaved(now);
				setDraft(now);
			}),
	};
}
