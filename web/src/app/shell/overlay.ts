import { useSyncExternalStore } from "react";

/** What may lie over the page: it can be called up from more than one place. */
export type Overlay = "palette" | "help" | "tray" | "stop";

let open: Overlay | null = null;
const watchers = new Set<() => void>();

export function setOverlay(next: Overlay | null) {
	open = next;
	for (const tell of watchers) {
		tell();
	}
}

export const openOverlay = () => open;

export function useOverlay(): Overlay | null {
	return useSyncExternalStore(
		(tell) => {
			watchers.add(tell);
			return () => watchers.delete(tell);
		},
		() => open,
	);
}
