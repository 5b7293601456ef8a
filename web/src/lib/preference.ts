import { useSyncExternalStore } from "react";
import { kept } from "./storage";

const watchers = new Set<() => void>();

/** Sets a small choice of this browser; every place that shows it, in every tab, follows. */
export function setPreference(key: string, value: string) {
	kept.set(key, value);
	for (const tell of watchers) {
		tell();
	}
}

function watch(tell: () => void) {
	watchers.add(tell);
	window.addEventListener("storage", tell);
	return () => {
		watchers.delete(tell);
		window.removeEventListener("storage", tell);
	};
}

/** A choice kept in this browser (sidebar, shortcuts, notifications); empty until one was made. */
export function usePreference(key: string): string {
	return useSyncExternalStore(watch, () => kept.get(key));
}
