import { useEffect, useRef } from "react";
import { type ShortcutName, shortcutNames, shortcuts } from "./keys";
import { setPreference } from "./preference";
import { kept } from "./storage";

interface Wanted {
	name: ShortcutName;
	act: () => void;
}

const preference = "shortcuts";
const sequenceLasts = 1200;
const active = new Map<string, Wanted[]>();

/** Single keys are a help for some and a trap for others (WCAG 2.1.4): they can be switched off in this browser. */
export const shortcutsPreference = preference;
export const areShortcutsOn = () => kept.get(preference) !== "off";
export const setShortcutsOn = (on: boolean) => setPreference(preference, on ? "" : "off");

/** The shortcuts that do something just now, for the help, in the order of the table. */
export function activeShortcuts(): ShortcutName[] {
	const listening = new Set([...active.values()].map((all) => all.at(-1)?.name));
	return shortcutNames.filter((name) => listening.has(name) || shortcuts[name].where === "always");
}

/** While the component is on screen, the shortcut does this. The latest to come wins where two have the same keys. */
export function useShortcut(name: ShortcutName, act: () => void, enabled = true) {
	useShortcuts(enabled ? [{ name, act }] : []);
}

/** Several of them at once. */
export function useShortcuts(wanted: Wanted[]) {
	const latest = useRef(wanted);
	latest.current = wanted;
	const names = wanted.map(({ name }) => name).join(" ");
	// biome-ignore lint/correctness/useExhaustiveDependencies: what the keys do is read when they are pressed
	useEffect(() => {
		const made = latest.current.map(({ name }) => {
			const { keys } = shortcuts[name];
			const entry = { name, act: () => latest.current.find((one) => one.name === name)?.act() };
			active.set(keys, [...(active.get(keys) ?? []), entry]);
			return { keys, entry };
		});
		return () => {
			for (const { keys, entry } of made) {
				const rest = (active.get(keys) ?? []).filter((other) => other !== entry);
				if (rest.length > 0) {
					active.set(keys, rest);
				} else {
					active.delete(keys);
				}
			}
		};
	}, [names]);
}

const fields =
	"input, textarea, select, [contenteditable], [role=combobox], [role=menu], [role=listbox], [role=dialog]";

/** Whether keys belong to what has the focus, to a dialog it is in, or to one that covers the page. */
function isTaken(event: KeyboardEvent): boolean {
	const target = event.target instanceof Element ? event.target : null;
	return Boolean(target?.closest(fields) || document.querySelector('[role="dialog"][aria-modal="true"]'));
}

/** Listens for the shortcuts; the shell does this once. Returns how to stop. */
export function listenForShortcuts(): () => void {
	let first = "";
	let timer: ReturnType<typeof setTimeout> | undefined;
	const forget = () => {
		first = "";
		clearTimeout(timer);
	};
	const onKey = (event: KeyboardEvent) => {
		if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
			return;
		}
		if (!areShortcutsOn() || isTaken(event)) {
			forget();
			return;
		}
		const keys = first ? `${first} ${event.key}` : event.key;
		const found = active.get(keys)?.at(-1);
		forget();
		if (found) {
			event.preventDefault();
			found.act();
		} else if ([...active.keys()].some((known) => known.startsWith(`${event.key} `))) {
			first = event.key;
			timer = setTimeout(forget, sequenceLasts);
		}
	};
	document.addEventListener("keydown", onKey);
	return () => {
		forget();
		document.removeEventListener("keydown", onKey);
	};
}
