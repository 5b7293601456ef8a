import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PeriodReport } from "@/api/types";
import { formatLength, formatNumber } from "@/lib/format";
import { membersQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";

type Agent = PeriodReport["agents"][number];

const length = (seconds: number | null) => (seconds === null ? "–" : formatLength(seconds));

/** Who has answered how much, and how fast. */
export function Agents({ report, file }: { report: PeriodReport; file: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const members = useQuery(membersQuery(slug)).data ?? [];
	const name = ({ user_id }: Agent) => {
		const member = members.find((known) => known.user_id === user_id);
		return member?.name || member?.username || t("report.agentGone");
	};
	return (
		<section>
			<Group justify="space-between" align="flex-end" mb="xs">
				<div>
					<Text component="h2" fw={700}>
						{t("report.byAgent")}
					</Text>
					<Text size="sm" c="dimmed">
						{t("report.byAgentText")}
					</Text>
				</div>
				<Button
					component="a"
					href={file}
					download
					variant="default"
					size="xs"
					leftSection={<IconDownload size={15} aria-hidden />}
				>
					{t("report.exportAgents")}
				</Button>
			</Group>
			<DataTable
				label={t("report.byAgent")}
				rows={report.agents}
				rowKey={({ user_id }) => user_id}
				columns={[
					{ key: "name", title: t("report.agent"), cell: (agent) => <b className="kp-name">{name(agent)}</b> },
					{ key: "talks", title: t("report.conversations"), cell: (a) => formatNumber(a.conversations), right: true },
					{ key: "messages", title: t("report.messages"), cell: (a) => formatNumber(a.messages), right: true },
					{ key: "answers", title: t("report.answers"), cell: (a) => formatNumber(a.replies.answers), right: true },
					{ key: "median", title: t("report.replyTime"), cell: (a) => length(a.replies.median_seconds), right: true },
					{ key: "p90", title: t("report.nineOfTen"), cell: (a) => length(a.replies.p90_seconds), right: true },
					{ key: "open", title: t("report.openNow"), cell: (a) => formatNumber(a.open_now), right: true },
				]}
				card={(agent) => (
					<>
						<b className="kp-name">{name(agent)}</b>
						<Text size="sm">
							{t("report.conversations")} {formatNumber(agent.conversations)} · {t("report.messages")}{" "}
							{formatNumber(agent.messages)} · {t("report.replyTime")} {length(agent.replies.median_seconds)} ·{" "}
							{t("report.openNow")} {formatNumber(agent.open_now)}
						</Text>
					</>
				)}
			/>
		</section>
	);
}
