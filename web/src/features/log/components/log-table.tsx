import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Send } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { Tick } from "@/ui/tick";
import { asker, recipient, why } from "../words";

const look = (send: Send) => (
	<Group gap={6} wrap="nowrap">
		<Tick state={send.state} />
		<span>{codeText("state", send.state)}</span>
	</Group>
);

/** One line per message; on a phone, one card. */
export function LogTable({
	rows,
	selected,
	onOpen,
}: {
	rows: Send[] | undefined;
	selected: string;
	onOpen: (send: Send) => void;
}) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const channels = useQuery(channelsQuery(slug)).data ?? [];
	const cause = (send: Send) => (
		<>
			{why(send) || (send.code ? "" : "–")}
			{send.code && (
				<Text span size="xs" c="dimmed" ml={why(send) ? 6 : 0} ff="monospace">
					{send.code}
				</Text>
			)}
		</>
	);
	return (
		<DataTable
			label={t("log.title")}
			rows={rows}
			rowKey={(send) => send.id}
			selected={selected}
			onOpen={onOpen}
			columns={[
				{ key: "at", title: t("held.created"), cell: (send) => formatDateTime(send.created_at), width: 130 },
				{
					key: "to",
					title: t("log.to"),
					cell: (send) => (
						<>
							<Text inherit lineClamp={1} className="kp-name" fw={600}>
								{recipient(send)}
							</Text>
							{send.name && (
								<Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
									{send.phone_display}
								</Text>
							)}
						</>
					),
				},
				{
					key: "text",
					title: t("held.message"),
					cell: (send) => (
						<Text inherit lineClamp={2} className="kp-name">
							{send.preview}
						</Text>
					),
				},
				{ key: "state", title: t("log.state"), cell: look },
				{ key: "why", title: t("held.reason"), cell: cause },
				{
					key: "origin",
					title: t("held.origin"),
					cell: (send) => (
						<>
							{asker(send)}
							<Text size="xs" c="dimmed" lineClamp={1}>
								{channels.find((known) => known.id === send.channel_id)?.name}
							</Text>
						</>
					),
				},
				{
					key: "attempt",
					title: t("log.attempts"),
					cell: (send) => formatNumber(send.attempt),
					right: true,
					width: 90,
				},
			]}
			card={(send) => (
				<>
					<Group justify="space-between" align="start" gap="2px 12px">
						<Text fw={600} lineClamp={1} className="kp-name">
							{recipient(send)}
						</Text>
						<Text size="sm" component="div">
							{look(send)}
						</Text>
					</Group>
					{send.name && (
						<Text size="sm" c="dimmed">
							{send.phone_display}
						</Text>
					)}
					<Text size="sm" lineClamp={2} my={4}>
						{send.preview}
					</Text>
					{(why(send) || send.code) && <Text size="sm">{[why(send), send.code].filter(Boolean).join(" · ")}</Text>}
					<Text size="xs" c="dimmed" mt={4}>
						{asker(send)} · {formatDateTime(send.created_at)}
					</Text>
				</>
			)}
		/>
	);
}
