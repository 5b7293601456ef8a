import { useDebouncedValue } from "@mantine/hooks";
import { IconInbox, IconSpeakerphone, IconUser } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, inWorkspace, take } from "@/lib/api";
import { contactPage } from "@/lib/contacts";
import { codeText } from "@/lib/i18n";
import { blastsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { type Group, pick } from "./entry";

const settle = 200;
const shortest = 2;
const most = 5;

/** What the server finds for the words: contacts and conversations, asked once typing pauses, and blasts by name. */
export function useFound(text: string): { groups: Group[]; searching: boolean } {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [settled] = useDebouncedValue(text.trim(), settle);
	const asks = settled.length >= shortest;
	const params = { params: { path: inWorkspace(slug), query: { search: settled, limit: most } } };
	const contacts = useQuery({
		queryKey: [slug, "contacts", "palette", settled],
		queryFn: ({ signal }) => contactPage(slug, params.params.query, signal),
		enabled: asks,
		placeholderData: keepPreviousData,
	});
	const conversations = useQuery({
		queryKey: [slug, "conversations", "palette", settled],
		queryFn: () => take(api.GET("/api/v1/workspaces/{workspace}/conversations", params)),
		enabled: asks,
		placeholderData: keepPreviousData,
	});
	const blasts = useQuery({ ...blastsQuery(slug), enabled: asks }).data;
	if (!asks || text.trim().length < shortest) {
		return { groups: [], searching: text.trim().length >= shortest };
	}
	const base = `/w/${slug}`;
	return {
		searching: text.trim() !== settled || contacts.isFetching || conversations.isFetching,
		groups: [
			{
				key: "contacts",
				title: t("nav.contacts"),
				entries: (contacts.data?.items ?? []).map((contact) => ({
					key: `contact-${contact.id}`,
					label: contact.name || contact.phone_display || t("contacts.unnamed"),
					hint: contact.phone_display ?? "",
					icon: IconUser,
					href: `${base}/contacts?contact=${contact.id}`,
					recent: true,
				})),
			},
			{
				key: "conversations",
				title: t("palette.conversations"),
				entries: (conversations.data?.items ?? []).map(({ id, contact, last_preview }) => ({
					key: `chat-${id}`,
					label: contact.name || contact.phone_display,
					hint: last_preview,
					icon: IconInbox,
					href: `${base}/inbox?c=${id}`,
					recent: true,
				})),
			},
			{
				key: "blasts",
				title: t("nav.blasts"),
				entries: pick(
					(blasts?.items ?? []).map((blast) => ({
						key: `blast-${blast.id}`,
						label: blast.name,
						hint: codeText("blastState", blast.state),
						icon: IconSpeakerphone,
						href: `${base}/blasts/${blast.id}${blast.state === "draft" ? "/edit" : ""}`,
						recent: true,
					})),
					settled,
				).slice(0, most),
			},
		],
	};
}
