import { Box, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Facts } from "@/ui/facts";
import { Notice } from "@/ui/notice";
import { conversationContactQuery, conversationQuery } from "../api/conversations";
import { networkOf } from "../network";
import { personName } from "../person";
import classes from "./contact-pane.module.css";
import { OtherConversations } from "./other-conversations";
import { PersonAvatar } from "./person-avatar";

/** Who one is talking to, beside the thread on a wide screen. */
export function ContactPane({ conversation: id }: { conversation: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const conversation = useQuery(conversationQuery(slug, id)).data;
	const channel = useQuery(channelsQuery(slug)).data?.find((known) => known.id === conversation?.channel_id);
	const person = useQuery({
		...conversationContactQuery(slug, conversation?.contact.id ?? ""),
		enabled: Boolean(conversation?.contact.id),
	}).data;
	if (!conversation) {
		return <aside className={classes.pane} />;
	}
	const { contact } = conversation;
	const stopped = person?.suppressed;
	const name = personName(contact) || t("inbox.nameless");
	const human = conversation.human_until;
	return (
		<aside className={classes.pane} aria-label={t("inbox.contact")}>
			<Stack align="center" gap={4} mb="lg">
				<PersonAvatar person={contact} size={72} />
				<Text fw={700} size="lg" ta="center" mt={6}>
					{name}
				</Text>
				{person?.handles
					.filter(({ username }) => username)
					.map(({ channel_id, username }) => (
						<Text key={channel_id + username} size="sm" c="dimmed">
							@{username}
						</Text>
					))}
				<Text size="sm" c="dimmed">
					{contact.phone_display}
				</Text>
			</Stack>
			{stopped && (
				<Box mb="md">
					<Notice tone="bata" title={t("contacts.suppressedSince", { at: formatDateTime(stopped.at) })}>
						{codeText("suppression", stopped.reason)}
					</Notice>
				</Box>
			)}
			<Facts
				rows={[
					[t("blast.channel"), channel?.name ?? "–"],
					[t("inbox.lastMessage"), conversation.last_at ? formatDateTime(conversation.last_at) : "–"],
					[
						t("inbox.windowUntil"),
						conversation.window_until ? formatDateTime(conversation.window_until) : t("inbox.closed"),
					],
					...(human && networkOf(channel?.kind).instagram
						? [[t("inbox.humanUntil"), formatDateTime(human)] as [string, string]]
						: []),
				]}
			/>
			<OtherConversations contact={contact.id} open={conversation.id} />
			<Text size="sm" mt="lg">
				<Link to="/w/$ws/contacts" params={{ ws: slug }} search={{ contact: contact.id }}>
					{t("inbox.openContact")}
				</Link>
			</Text>
		</aside>
	);
}
