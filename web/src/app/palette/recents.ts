// What was opened from the palette last. It holds names of people, so it lasts no longer than the tab.

export interface Recent {
	key: string;
	label: string;
	hint: string;
	href: string;
}

const most = 6;
const prefix = "kp.recent.";

export function recents(ws: string): Recent[] {
	try {
		const read: unknown = JSON.parse(sessionStorage.getItem(prefix + ws) ?? "[]");
		return Array.isArray(read) ? (read as Recent[]) : [];
	} catch {
		return [];
	}
}

export function remember(ws: string, recent: Recent) {
	try {
		const rest = recents(ws).filter(({ key }) => key !== recent.key);
		sessionStorage.setItem(prefix + ws, JSON.stringify([recent, ...rest].slice(0, most)));
	} catch {
		// Storage may be forbidden; the palette then begins without recents.
	}
}

export function forgetRecents() {
	try {
		for (const key of Object.keys(sessionStorage)) {
			if (key.startsWith(prefix)) {
				sessionStorage.removeItem(key);
			}
		}
	} catch {
		// There is nothing to forget then.
	}
}
