import type { InteractiveReply } from "@/api/types";
import type { MessageView } from "@/lib/template";

export type Kind = InteractiveReply["kind"];

/** What the network allows, in characters and pieces. */
export const limits = {
	body: 1024,
	list: 4096,
	quick: 1000,
	template: 640,
	title: 20,
	row: 24,
	description: 72,
	footer: 60,
	buttons: 3,
	quickReplies: 13,
	rows: 10,
};

export interface Draft {
	kind: Kind;
	body: string;
	footer: string;
	buttons: string[];
	listTitle: string;
	rows: { title: string; description: string }[];
	displayText: string;
	url: string;
}

export const emptyDraft: Draft = {
	kind: "button",
	body: "",
	footer: "",
	buttons: [""],
	listTitle: "",
	rows: [{ title: "", description: "" }],
	displayText: "",
	url: "",
};

export const isWebAddress = (text: string) => /^https?:\/\/[^\s/]+\.[^\s]+$/.test(text.trim());

const bytes = (text: string) => new TextEncoder().encode(text.trim()).length;

const within = (text: string, most: number) => text.trim().length > 0 && [...text.trim()].length <= most;

/** Whether everything the kind needs is there and short enough. */
export function complete(draft: Draft, most: number = limits.list): boolean {
	const body = draft.kind === "list" ? limits.list : limits.body;
	const text = within(draft.body, Math.min(body, most)) && (most > limits.quick || bytes(draft.body) <= limits.quick);
	const footer = [...draft.footer.trim()].length <= limits.footer;
	switch (draft.kind) {
		case "button":
		case "quick_replies": {
			const titles = draft.buttons.map((title) => title.trim());
			return (
				text && footer && titles.every((title) => within(title, limits.title)) && new Set(titles).size === titles.length
			);
		}
		case "list":
			return (
				text &&
				footer &&
				within(draft.listTitle, limits.title) &&
				draft.rows.every((row) => within(row.title, limits.row) && [...row.description].length <= limits.description)
			);
		default:
			return text && footer && within(draft.displayText, limits.title) && isWebAddress(draft.url);
	}
}

export function toReply(draft: Draft): InteractiveReply {
	const shared = { kind: draft.kind, body: draft.body, footer: draft.footer || undefined };
	switch (draft.kind) {
		case "button":
		case "quick_replies":
			return { ...shared, buttons: draft.buttons.map((title) => ({ title })) };
		case "list":
			return {
				...shared,
				list_title: draft.listTitle,
				sections: [
					{ rows: draft.rows.map(({ title, description }) => ({ title, description: description || undefined })) },
				],
			};
		default:
			return { ...shared, display_text: draft.displayText, url: draft.url.trim() };
	}
}

interface Interactive {
	header?: { text?: string };
	footer?: string;
	buttons?: { title: string }[];
	list_title?: string;
	display_text?: string;
}

/** What a sent message offers to tap on. */
export function tappable(content: unknown): Pick<MessageView, "header" | "footer" | "buttons"> {
	const { interactive } = (content ?? {}) as { interactive?: Interactive };
	if (!interactive) {
		return {};
	}
	return {
		header: interactive.header?.text,
		footer: interactive.footer,
		buttons: [
			...new Set([
				...(interactive.buttons ?? []).map(({ title }) => title),
				interactive.list_title,
				interactive.display_text,
			]),
		].filter((title): title is string => Boolean(title)),
	};
}
