import type { Key } from "./i18n";

interface Shortcut {
	/** One after the other, with a space between; "Ctrl K" together, on Apple's keyboards with ⌘. */
	keys: string;
	label: Key;
	/** Leads to a page, works on the page it is on screen with, or works everywhere. */
	where: "go" | "page" | "always";
}

/** Every key of the interface. Both who listens for one and the help that lists them read it here. */
const table = {
	home: { keys: "g h", label: "nav.home", where: "go" },
	inbox: { keys: "g i", label: "nav.inbox", where: "go" },
	contacts: { keys: "g k", label: "nav.contacts", where: "go" },
	blasts: { keys: "g b", label: "nav.blasts", where: "go" },
	automation: { keys: "g o", label: "nav.automation", where: "go" },
	channels: { keys: "g c", label: "nav.channels", where: "go" },
	instagram: { keys: "g m", label: "nav.instagram", where: "go" },
	templates: { keys: "g t", label: "nav.templates", where: "go" },
	reports: { keys: "g r", label: "nav.reports", where: "go" },
	log: { keys: "g l", label: "log.title", where: "go" },
	jobs: { keys: "g j", label: "nav.jobs", where: "go" },
	privacy: { keys: "g d", label: "nav.privacy", where: "go" },
	settings: { keys: "g ,", label: "nav.settings", where: "go" },
	newContact: { keys: "c", label: "contacts.add", where: "page" },
	newBlast: { keys: "c", label: "blast.create", where: "page" },
	newRule: { keys: "c", label: "keys.newRule", where: "page" },
	reply: { keys: "r", label: "keys.reply", where: "page" },
	next: { keys: "j", label: "keys.next", where: "page" },
	previous: { keys: "k", label: "keys.previous", where: "page" },
	select: { keys: "x", label: "keys.select", where: "page" },
	search: { keys: "/", label: "keys.search", where: "page" },
	help: { keys: "?", label: "keys.help", where: "page" },
	palette: { keys: "Ctrl K", label: "keys.palette", where: "always" },
	open: { keys: "Enter", label: "keys.open", where: "always" },
	close: { keys: "Esc", label: "keys.close", where: "always" },
} satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof table;

export const shortcuts: Record<ShortcutName, Shortcut> = table;
export const shortcutNames = Object.keys(table) as ShortcutName[];

/** Whether this press is the shortcut: for those that are one key, or one together with Ctrl. */
export function isShortcut(
	event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
	name: ShortcutName,
) {
	const { keys } = shortcuts[name];
	const held = keys.startsWith("Ctrl ");
	const key = held ? keys.slice("Ctrl ".length) : keys === "Esc" ? "Escape" : keys;
	return (
		event.key.toLowerCase() === key.toLowerCase() &&
		(event.ctrlKey || event.metaKey) === held &&
		!event.altKey &&
		!(held && event.shiftKey)
	);
}
