import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PeriodReport, ReportFigures } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { figureColumns, figureLine } from "./figure-table";

interface Share {
	key: string;
	name: string;
	messages: ReportFigures;
}

function Shares({ title, of, rows }: { title: string; of: string; rows: Share[] }) {
	const { t } = useTranslation();
	return (
		<section>
			<Text component="h2" fw={700} mb="xs">
				{title}
			</Text>
			<DataTable
				label={title}
				rows={rows}
				rowKey={({ key }) => key}
				columns={[
					{ key: "name", title: of, cell: ({ name }) => <b className="kp-name">{name}</b> },
					...figureColumns<Share>(t, ({ messages }) => messages),
				]}
				card={({ name, messages }) => (
					<>
						<b className="kp-name">{name}</b>
						<Text size="sm">{figureLine(t, messages)}</Text>
					</>
				)}
			/>
		</section>
	);
}

/** The same messages by the number they went through, and by what asked for them. */
export function ChannelsAndLanes({ report }: { report: PeriodReport }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const channels = useQuery(channelsQuery(slug)).data ?? [];
	return (
		<Stack gap="lg">
			<Shares
				title={t("report.byChannel")}
				of={t("blast.channel")}
				rows={report.channels.map(({ channel_id, messages }) => ({
					key: channel_id,
					name: channels.find(({ id }) => id === channel_id)?.name ?? t("report.channelGone"),
					messages,
				}))}
			/>
			<Shares
				title={t("report.byLane")}
				of={t("held.origin")}
				rows={report.lanes.map(({ lane, messages }) => ({ key: lane, name: codeText("origin", lane), messages }))}
			/>
		</Stack>
	);
}
