import { setPreference, usePreference } from "@/lib/preference";

function read(text: string): string[] {
	try {
		const ids: unknown = JSON.parse(text || "[]");
		return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
	} catch {
		return [];
	}
}

/** The workspaces a person has pinned, in the order in which they were; kept in this browser. */
export function usePins(user: string) {
	const place = `pins.${user}`;
	const pins = read(usePreference(place));
	return {
		isPinned: (id: string) => pins.includes(id),
		toggle: (id: string) => {
			const next = pins.includes(id) ? pins.filter((other) => other !== id) : [...pins, id];
			setPreference(place, next.length > 0 ? JSON.stringify(next) : "");
		},
		/** What is pinned comes first; the rest stays in its order. */
		pinnedFirst: <T extends { id: string }>(all: T[]): T[] => [
			...pins.flatMap((id) => all.filter((one) => one.id === id)),
			...all.filter((one) => !pins.includes(one.id)),
		],
	};
}
