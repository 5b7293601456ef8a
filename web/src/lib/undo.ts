import { useSyncExternalStore } from "react";

// Deleting waits a few seconds, during which the thing is out of sight and can be brought back.

let hidden: ReadonlySet<string> = new Set();
const watchers = new Set<() => void>();
const waiting = new Set<() => void>();

function hide(id: string, on: boolean) {
	const next = new Set(hidden);
	if (on) {
		next.add(id);
	} else {
		next.delete(id);
	}
	hidden = next;
	for (const tell of watchers) {
		tell();
	}
}

/** The ids of what is about to be deleted: lists leave them out. */
export function useHidden(): ReadonlySet<string> {
	return useSyncExternalStore(
		(tell) => {
			watchers.add(tell);
			return () => watchers.delete(tell);
		},
		() => hidden,
	);
}

// Whoever closes the page has not asked for anything back.
if (typeof window !== "undefined") {
	window.addEventListener("pagehide", () => {
		for (const go of [...waiting]) {
			go();
		}
	});
}

/** Hides the id and does the act after the delay; the function it returns stops that and shows it again. */
export function later(id: string, act: () => Promise<unknown>, delay: number): () => void {
	hide(id, true);
	const end = () => {
		clearTimeout(timer);
		waiting.delete(go);
	};
	const go = () => {
		end();
		act().finally(() => hide(id, false));
	};
	const timer = setTimeout(go, delay);
	waiting.add(go);
	return () => {
		end();
		hide(id, false);
	};
}
