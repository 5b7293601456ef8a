import type { Template, TemplateForm } from "@/api/types";
import { fillIn, type MessageView } from "@/lib/template";

export type HeaderFormat = "none" | "text" | "image" | "video" | "document";
export type ButtonType = "quick_reply" | "url" | "phone_number" | "copy_code";

export interface ButtonDraft {
	/** Only for this page: which button it is while others come and go. */
	key: string;
	type: ButtonType;
	text: string;
	url: string;
	example: string;
	phone: string;
}

/** A template while it is written. */
export interface Draft {
	channel_id: string;
	name: string;
	language: string;
	category: string;
	header: { format: HeaderFormat; text: string; example: string; attachment_id: string; file: string };
	body: string;
	examples: Record<string, string>;
	footer: string;
	buttons: ButtonDraft[];
}

/** What the network allows, in characters. */
export const limits = { name: 512, header: 60, body: 1024, footer: 60, button: 25, url: 2000, code: 15, buttons: 10 };

/** The languages that are offered; the codes are the network's. */
export const languages = ["id", "en", "en_US", "en_GB", "ms", "zh_CN", "ar", "ja", "ko", "th", "vi"];

let serial = 0;
export const newButton = (type: ButtonType): ButtonDraft => ({
	key: `b${++serial}`,
	type,
	text: "",
	url: "",
	example: "",
	phone: "",
});

export const emptyDraft = (channel: string): Draft => ({
	channel_id: channel,
	name: "",
	language: "id",
	category: "MARKETING",
	header: { format: "none", text: "", example: "", attachment_id: "", file: "" },
	body: "",
	examples: {},
	footer: "",
	buttons: [],
});

/** A template as a draft: to change it, or under another name as a copy. */
export function draftOf({ channel_id, form }: Template, name = form.name): Draft {
	const { header } = form;
	return {
		channel_id,
		name,
		language: form.language,
		category: form.category === "UTILITY" ? "UTILITY" : "MARKETING",
		header: {
			format: header.format === "location" ? "none" : header.format,
			text: header.text ?? "",
			example: header.example ?? "",
			attachment_id: header.attachment_id ?? "",
			file: "",
		},
		body: form.body,
		examples: form.examples,
		footer: form.footer ?? "",
		buttons: (form.buttons ?? []).map((button) => ({ ...newButton("quick_reply"), ...button }) as ButtonDraft),
	};
}

/** "promo" becomes "promo_2", "promo_2" becomes "promo_3". */
export function copyName(name: string): string {
	const [, stem = name, n] = /^(.*?)(?:_(\d+))?$/.exec(name) ?? [];
	return `${stem}_${Number(n ?? 1) + 1}`;
}

/** The variables of a text in the order they appear, each once. */
export function variablesOf(text: string): string[] {
	return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, key = ""]) => key))];
}

/** The text with the next numbered variable at a place; numbers follow each other from 1. */
export function insertVariable(text: string, at: number): { text: string; key: string; caret: number } {
	const used = variablesOf(text).map(Number).filter(Number.isInteger);
	const key = String(Math.max(0, ...used) + 1);
	const mark = `{{${key}}}`;
	return { text: text.slice(0, at) + mark + text.slice(at), key, caret: at + mark.length };
}

/** What is sent to the server. */
export function toForm(draft: Draft): TemplateForm {
	const { header } = draft;
	const keys = variablesOf(draft.body);
	return {
		name: draft.name,
		language: draft.language,
		category: draft.category,
		header: {
			format: header.format,
			...(header.format === "text" ? { text: header.text, example: header.example } : {}),
			...(header.format !== "none" && header.format !== "text" ? { attachment_id: header.attachment_id } : {}),
		},
		body: draft.body,
		examples: Object.fromEntries(keys.map((key) => [key, draft.examples[key] ?? ""])),
		footer: draft.footer,
		buttons: draft.buttons.map(({ key: _, ...button }) => button),
	};
}

/** The draft as it will look on a phone, with its examples. */
export function draftView(draft: Draft, copyCode: string): MessageView {
	const { header } = draft;
	const [headerKey = "1"] = variablesOf(header.text);
	return {
		header: header.format === "text" ? fillIn(header.text, { [headerKey]: header.example }) : undefined,
		headerKind: header.format === "none" || header.format === "text" ? undefined : header.format,
		text: fillIn(draft.body, draft.examples),
		footer: draft.footer || undefined,
		buttons: [
			...new Set(draft.buttons.map((button) => (button.type === "copy_code" ? copyCode : button.text)).filter(Boolean)),
		],
	};
}
