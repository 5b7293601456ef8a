import { useSyncExternalStore } from "react";

const mark = "__APP_VERSION__";
const watchers = new Set<() => void>();

/** The version this tab was loaded from, which the server wrote into the page; empty where nobody did. */
function loaded(): string {
	const content = document.querySelector<HTMLMetaElement>('meta[name="app-version"]')?.content ?? "";
	return content === mark ? "" : content;
}

let first = "";
let current = "";

/** Notes which version the server says it is. */
export function noteServerVersion(version: string | null) {
	if (!version || version === current) {
		return;
	}
	first ||= loaded() || version;
	current = version;
	for (const tell of watchers) {
		tell();
	}
}

/** Whether the server has become another version than the one this tab was loaded from. */
export function useNewVersion(): boolean {
	return useSyncExternalStore(
		(tell) => {
			watchers.add(tell);
			return () => watchers.delete(tell);
		},
		() => current !== first,
	);
}
