import { useQuery } from "@tanstack/react-query";
import type { Message, Template } from "@/api/types";
import { templatesQuery } from "@/lib/queries";
import { type MessageView, templateView } from "@/lib/template";
import { useWorkspace } from "@/lib/workspace";

interface Sent {
	name: string;
	language: string;
	header?: { name?: string; text?: string }[];
}

/** The header, footer and buttons that a template puts around its text, with the values that were sent. */
function frame(template: Template, sent: Sent): Partial<MessageView> {
	const places = template.variables.filter((variable) => variable.component === "header");
	const values = Object.fromEntries(
		places.map((variable, n) => [
			`header.${variable.key}`,
			sent.header?.find((param) => param.name === variable.key)?.text ?? sent.header?.[n]?.text ?? "",
		]),
	);
	const { header, headerKind, footer, buttons } = templateView(template, values);
	return { header, headerKind, footer, buttons };
}

/** What stands around the text of a template message. The list of templates is asked; one that is gone from it leaves the text alone. */
export function useTemplateFrame(message: Message, channel?: string): Partial<MessageView> {
	const { slug } = useWorkspace();
	const sent = (message.content as { template?: Sent } | null)?.template;
	const wanted = message.direction === "out" && !message.revoked && Boolean(sent && channel);
	const list = useQuery({ ...templatesQuery(slug, channel), enabled: wanted, staleTime: 60_000 }).data;
	const template = list?.find((known) => known.name === sent?.name && known.language === sent?.language);
	if (!wanted || !sent || !template) {
		return {};
	}
	const around = frame(template, sent);
	return message.attachment ? { ...around, headerKind: undefined } : around;
}
