import { useEffect, useSyncExternalStore } from "react";
import { isShortcut } from "@/lib/keys";
import { openOverlay, setOverlay } from "./overlay";

// The palette comes when it is called for the first time, which may take a while on a slow line. What is typed meanwhile
// waits here, and the palette's field gets it together with the focus.

const nothing = { text: "", chosen: false };
let held = nothing;
let holding = false;
const watchers = new Set<() => void>();

function keep(next: typeof held) {
	held = next;
	for (const tell of watchers) {
		tell();
	}
}

function onKey(event: KeyboardEvent) {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
		return;
	}
	if (isShortcut(event, "close")) {
		setOverlay(null);
	} else if (event.key === "Backspace") {
		keep({ ...held, text: [...held.text].slice(0, -1).join("") });
	} else if (isShortcut(event, "open")) {
		keep({ ...held, chosen: true });
	} else if ([...event.key].length === 1 && !held.chosen) {
		keep({ ...held, text: held.text + event.key });
	} else {
		return;
	}
	event.preventDefault();
	event.stopImmediatePropagation();
}

function hold() {
	if (!holding) {
		holding = true;
		window.addEventListener("keydown", onKey, true);
	}
}

/** Ends the waiting and hands over what was typed, and whether Enter came behind it. */
export function takeHeldKeys() {
	const all = held;
	holding = false;
	window.removeEventListener("keydown", onKey, true);
	keep(nothing);
	return all;
}

/** What has been typed so far, for the place where the palette will be. */
export function useHeldText(): string {
	return useSyncExternalStore(
		(tell) => {
			watchers.add(tell);
			return () => watchers.delete(tell);
		},
		() => held.text,
	);
}

/** Calls up the palette. From this moment on every letter is for it. */
export function openPalette() {
	if (openOverlay() !== "palette") {
		hold();
		setOverlay("palette");
	}
}

/** Listens for the palette's keys, also while the page is still on its way. */
export function usePaletteKeys() {
	useEffect(() => {
		const listen = (event: KeyboardEvent) => {
			if (isShortcut(event, "palette")) {
				event.preventDefault();
				openPalette();
			}
		};
		document.addEventListener("keydown", listen);
		return () => {
			document.removeEventListener("keydown", listen);
			takeHeldKeys();
		};
	}, []);
}
