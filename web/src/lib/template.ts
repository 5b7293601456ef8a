import type { Template } from "@/api/types";

/** The parts of a message as a person sees it on the phone. */
export interface MessageView {
	header?: string;
	headerKind?: "text" | "image" | "video" | "document";
	text: string;
	footer?: string;
	buttons?: string[];
}

interface Component {
	type?: string;
	format?: string;
	text?: string;
	buttons?: { text?: string }[];
}

const components = (template: Template) => (template.components ?? []) as Component[];

function part(template: Template, type: string): Component | undefined {
	return components(template).find((component) => component.type?.toLowerCase() === type);
}

/** Puts values in the place of {{1}} or {{name}}; what has no value stays as it is. */
export function fillIn(text: string, values: Record<string, string>): string {
	return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (all, key: string) => values[key] || all);
}

/** A template as it looks with these values, which are keyed "body.1", "header.1" as in a blast. */
export function templateView(template: Template, values: Record<string, string> = {}): MessageView {
	const of = (component: string) =>
		Object.fromEntries(
			template.variables
				.filter((variable) => variable.component === component)
				.map((variable) => [variable.key, values[variableId(variable)] || variable.example]),
		);
	const header = part(template, "header");
	const format = header?.format?.toLowerCase();
	return {
		header: header?.text ? fillIn(header.text, of("header")) : undefined,
		headerKind: format === "image" || format === "video" || format === "document" ? format : undefined,
		text: fillIn(part(template, "body")?.text ?? "", of("body")),
		footer: part(template, "footer")?.text,
		buttons: part(template, "buttons")
			?.buttons?.map((button) => button.text ?? "")
			.filter(Boolean),
	};
}

/** How a blast or a reply names the place of a variable. */
export const variableId = (variable: { component: string; key: string }) => `${variable.component}.${variable.key}`;

/** Whether a person fills it in. What a quick reply sends back to programs is not a part of the message anybody reads. */
export const isShown = (variable: { type: string }) => variable.type !== "quick_reply";

/** The contact fields a text names, in lower case: {{name}}, {{ Kota | Anda }}. */
export const variableNames = (text: string) =>
	[...text.matchAll(/\{\{([^{}|]+)(?:\|[^{}]*)?\}\}/g)].map((match) => (match[1] ?? "").trim().toLowerCase());
