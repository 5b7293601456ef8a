/** Drafts and the like: what is kept of a workspace names it in its key. */
const ofWorkspaces = /^kp\.(draft|outbox|template|rule|recent|tray|licence|erased)\.([^.]+)/;

function each(store: Storage, forget: (slug: string, key: string) => boolean | undefined) {
	for (const key of Object.keys(store)) {
		const slug = ofWorkspaces.exec(key)?.[2];
		if (slug && forget(slug, key)) {
			store.removeItem(key);
		}
	}
}

/** Of these, what names people or was written to them. */
const ofPeople = /^kp\.(draft|outbox|recent)\./;

/**
 * Forgets what this browser keeps of workspaces that this person is not in, and of one of which data was deleted, or an account left, since
 * the last look; of people, when a contact was deleted since. Each tab looks for itself: some of it is kept by tab.
 */
export function purge(ws: string, erasedAt: string, peopleErasedAt: string, mine: { slug: string }[]) {
	try {
		for (const store of [localStorage, sessionStorage]) {
			const marks: [string, string][] = [
				[`kp.erased.${ws}`, erasedAt],
				[`kp.erased.${ws}.people`, peopleErasedAt],
			];
			const [all, people] = marks.map(([mark, at]) => at !== "" && store.getItem(mark) !== at);
			each(
				store,
				(slug, key) =>
					(slug === ws && (all || (people && ofPeople.test(key)))) || !mine.some((one) => one.slug === slug),
			);
			for (const [mark, at] of marks) {
				if (at !== "") {
					store.setItem(mark, at);
				}
			}
		}
	} catch {
		// Storage may be forbidden; then nothing is kept.
	}
}
