import { Drawer, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Send } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Facts } from "@/ui/facts";
import { ProblemNotice } from "@/ui/problem-notice";
import { sendQuery } from "../api/log";
import { asker, recipient, why } from "../words";

function Details({ send }: { send: Send }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const channel = useQuery(channelsQuery(slug)).data?.find((known) => known.id === send.channel_id);
	const times: [string, string | null][] = [
		[t("held.created"), send.created_at],
		[t(send.attempt > 1 ? "log.lastAttempt" : "log.attempted"), send.sending_at],
		[t("log.accepted"), send.accepted_at],
		[t("state.sent"), send.sent_at],
		[t("state.delivered"), send.delivered_at],
		[t("state.read"), send.read_at],
		[t("held.until"), send.held_until],
		[t("log.ended"), send.ended_at],
	];
	const cause = why(send);
	return (
		<Stack gap="md">
			<div>
				<Text fw={700} size="lg" className="kp-name">
					{recipient(send)}
				</Text>
				{send.name && <Text c="dimmed">{send.phone_display}</Text>}
			</div>
			<Text className="kp-card" p="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
				{send.preview || "–"}
			</Text>
			<Facts
				rows={[
					[t("log.state"), codeText("state", send.state)],
					...(cause ? [[t("held.reason"), cause] as [string, string]] : []),
					...(send.code ? [[t("log.code"), send.code] as [string, string]] : []),
					[t("held.origin"), asker(send)],
					[t("blast.channel"), channel?.name ?? "–"],
					[t("log.attempts"), formatNumber(send.attempt)],
					...times.flatMap(([label, at]) => (at ? [[label, formatDateTime(at)] as [string, string]] : [])),
				]}
			/>
			{send.attempt > 1 && (
				<Text size="sm" c="dimmed">
					{t("log.attemptsText")}
				</Text>
			)}
			{send.state === "unknown" && (
				<Text size="sm" c="dimmed">
					{t("unknown.explained")}
				</Text>
			)}
			<Stack gap={6}>
				{send.conversation_id && (
					<Link to="/w/$ws/inbox" params={{ ws: slug }} search={{ c: send.conversation_id }}>
						{t("log.openConversation")}
					</Link>
				)}
				{send.contact_id && (
					<Link to="/w/$ws/contacts" params={{ ws: slug }} search={{ contact: send.contact_id }}>
						{t("inbox.openContact")}
					</Link>
				)}
				{send.origin.kind === "blast" && send.origin.id && (
					<Link to="/w/$ws/blasts/$blast" params={{ ws: slug, blast: send.origin.id }}>
						{t("log.openBlast")}
					</Link>
				)}
			</Stack>
		</Stack>
	);
}

/** Everything the ledger knows about one message. */
export function LogDrawer({ message, onClose }: { message: string; onClose: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useQuery(sendQuery(slug, message));
	return (
		<Drawer
			opened={message !== ""}
			onClose={onClose}
			position="right"
			title={t("held.message")}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && message && <Skeleton height={220} radius={14} />}
			{query.data && <Details send={query.data} />}
		</Drawer>
	);
}
