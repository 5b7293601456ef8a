// Whoever works by keyboard must not fall out of the page when what had the focus goes away: a dialog that is closed, a row
// that is deleted, a step that is over. Browsers put the focus on the body then, and readers begin from the top.

const remembered = 8;
/** Dialogs give the focus back themselves within ten milliseconds; what they do comes first. */
const settles = 40;
const focusable =
	"a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]";

const content = () => document.getElementById("content");
const openDialog = () =>
	[...document.querySelectorAll<HTMLElement>('[role="dialog"][aria-modal="true"]')].at(-1) ?? null;

const canTake = (element: Element) =>
	element.isConnected && element.matches(focusable) && (element.checkVisibility?.() ?? true);

/** Where an element stood, from its parent upwards: the parent and its number among the children. */
const standing = (element: Element) => {
	const places: { parent: Element; at: number }[] = [];
	for (let here = element; here.parentElement; here = here.parentElement) {
		places.push({ parent: here.parentElement, at: [...here.parentElement.children].indexOf(here) });
	}
	return places;
};

/** What now stands where the lost element stood, or next to it, as long as that is a part of the page and not all of it. */
function neighbour(places: ReturnType<typeof standing>): HTMLElement | undefined {
	const place = places.find(({ parent }) => parent.isConnected);
	if (!place || !content()?.contains(place.parent) || place.parent.querySelector("h1") || place.parent === content()) {
		return undefined;
	}
	const { children } = place.parent;
	const near = children[Math.min(place.at, children.length - 1)];
	const inside = [
		...(near ? [near, ...near.querySelectorAll(focusable)] : []),
		...place.parent.querySelectorAll(focusable),
	];
	return inside.find(canTake) as HTMLElement | undefined;
}

/** Watches until the function it returns is called. A pointer leaves the focus where the browser puts it. */
export function keepFocus(): () => void {
	const trail: HTMLElement[] = [];
	let places: ReturnType<typeof standing> = [];
	let pointer = false;
	let unfit = false;
	let timer: ReturnType<typeof setTimeout> | undefined;

	const note = ({ target }: { target: EventTarget | null }) => {
		if (target instanceof HTMLElement && target !== document.body) {
			// Of a dialog, one is enough: what called it up must not be forgotten on a long way through its fields.
			const dialog = target.closest('[role="dialog"]');
			if (dialog && trail.at(-1)?.closest('[role="dialog"]') === dialog) {
				trail.pop();
			}
			trail.push(target);
			trail.splice(0, trail.length - remembered);
			places = standing(target);
			unfit = false;
		}
	};
	const restore = () => {
		const last = trail.at(-1);
		// Who has left the page by its end, or gave up a field, has lost nothing.
		if (!last || pointer || document.activeElement !== document.body || !(unfit || !last.isConnected)) {
			return;
		}
		const dialog = openDialog();
		const within = (element: Element) => !dialog || dialog.contains(element);
		if (last.isConnected && last.matches("[data-loading]")) {
			return; // a button at work: the focus comes back to it when it is done
		}
		const earlier = trail.findLast((element) => canTake(element) && within(element));
		// A dialog lies outside the page: who leaves one goes back to where it was called up.
		const inPage = places.some(({ parent }) => parent === content());
		const next = canTake(last) ? last : inPage && !dialog ? (neighbour(places) ?? content()) : earlier;
		(next ?? dialog ?? content())?.focus({ preventScroll: true });
	};
	const look = () => {
		const last = trail.at(-1);
		if (document.activeElement === document.body && last) {
			unfit ||= last.isConnected && !canTake(last);
			clearTimeout(timer);
			timer = setTimeout(restore, settles);
		}
	};
	const byKey = () => {
		pointer = false;
	};
	const byPointer = () => {
		pointer = true;
	};
	note({ target: document.activeElement });
	const observer = new MutationObserver(look);
	observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled", "data-loading"] });
	document.addEventListener("focusin", note);
	document.addEventListener("keydown", byKey, true);
	document.addEventListener("pointerdown", byPointer, true);
	return () => {
		observer.disconnect();
		clearTimeout(timer);
		document.removeEventListener("focusin", note);
		document.removeEventListener("keydown", byKey, true);
		document.removeEventListener("pointerdown", byPointer, true);
	};
}

/**
 * A page begins with its content. A new one leaves the focus to what has taken it already; in a new step of the same page the
 * button that led there has it still, and lies behind everything that is new.
 */
export function beginPage(isNew: boolean) {
	const here = document.activeElement;
	const taken = isNew && here !== content() && content()?.contains(here);
	if (!openDialog() && !taken) {
		content()?.focus({ preventScroll: true });
	}
}
