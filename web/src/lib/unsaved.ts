import { useEffect, useId, useSyncExternalStore } from "react";

// What is on screen and nowhere else. While there is something, no reload is begun for the sake of a newer version.

const unsaved = new Set<string>();
const watchers = new Set<() => void>();

export const hasUnsaved = () => unsaved.size > 0;

function tellAll() {
	for (const tell of watchers) {
		tell();
	}
}

/** Says, as long as it holds, that what the component shows would be lost by a reload. */
export function useMarkUnsaved(dirty: boolean) {
	const id = useId();
	useEffect(() => {
		if (!dirty) {
			return;
		}
		unsaved.add(id);
		tellAll();
		return () => {
			unsaved.delete(id);
			tellAll();
		};
	}, [dirty, id]);
}

export function useUnsaved(): boolean {
	return useSyncExternalStore((tell) => {
		watchers.add(tell);
		return () => watchers.delete(tell);
	}, hasUnsaved);
}
