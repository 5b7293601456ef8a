/** Drafts and the like: what is kept of a workspace names it in its key. */
const ofWorkspaces = /^kp\.(draft|outbox|template|rule|recent|tray|licence|erased)\.([^.]+)/;

function each(store: Storage, forget: (slug: string, key: string) => boolean) {
	for (const key of Object.keys(store)) {
		const slug = ofWorkspaces.exec(key)?.[2];
		if (slug && forget(slug, key)) {
			store.removeItem(key);
		}
	}
}

/**
 * Forgets what this browser keeps of workspaces that this person is not in, and of one of which data was deleted, or an account left, since
 * the last look. Each tab looks for itself: some of it is kept by tab.
 */
export function purge(ws: string, erasedAt: string, mine: { slug: string }[]) {
	try {
		for (const store of [localStorage, sessionStorage]) {
			const mark = `kp.erased.${ws}`;
			const stale = erasedAt !== "" && store.getItem(mark) !== erasedAt;
			each(store, (slug) => (stale && slug === ws) || !mine.some((one) => one.slug === slug));
			if (stale) {
				store.setItem(mark, erasedAt);
			}
		}
	} catch {
		// Storage may be forbidden; then nothing is kept.
	}
}
