import { useCallback, useRef, useState } from "react";
import { kept } from "@/lib/storage";
import type { Draft } from "./form";

const place = (ws: string, key: string) => `template.${ws}.${key}`;

function read(ws: string, key: string): Draft | null {
	try {
		return JSON.parse(kept.get(place(ws, key)) || "null") as Draft | null;
	} catch {
		return null;
	}
}

/** A draft that survives a reload in this browser until it is submitted or dropped. */
export function useTemplateDraft(ws: string, key: string, start: Draft) {
	const first = useRef(start);
	const [draft, setDraft] = useState(() => read(ws, key) ?? start);
	const [restored, setRestored] = useState(() => read(ws, key) !== null);
	const change = useCallback(
		(more: Partial<Draft>) =>
			setDraft((old) => {
				const next = { ...old, ...more };
				kept.set(place(ws, key), JSON.stringify(next));
				return next;
			}),
		[ws, key],
	);
	const forget = useCallback(() => kept.set(place(ws, key), ""), [ws, key]);
	const reset = useCallback(() => {
		forget();
		setRestored(false);
		setDraft(first.current);
	}, [forget]);
	return { draft, change, restored, forget, reset };
}
