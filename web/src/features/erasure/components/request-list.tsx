import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Erasure } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { ProblemNotice } from "@/ui/problem-notice";
import { erasuresQuery } from "../api/erasures";
import { scopeText } from "../scope";
import { kept, totals } from "../things";
import { ErasureBadge } from "./erasure-badge";

const goneOf = ({ done, plan }: Erasure) =>
	done.length > 0 ? totals(done.filter((line) => !kept(line))).rows : plan.gone;

/** The deletions of the workspace, the newest first. */
export function RequestList() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const query = useQuery(erasuresQuery(slug));
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	if (query.data?.length === 0) {
		return (
			<Text size="sm" c="dimmed">
				{t("erasure.none")}
			</Text>
		);
	}
	const what = (row: Erasure) => (
		<span>
			<Text component="span" size="sm" fw={600} display="block" lineClamp={2}>
				{scopeText(t, row.scope)}
			</Text>
			<Text component="span" size="xs" c="dimmed">
				{codeText("erasureWay", row.way)}
			</Text>
		</span>
	);
	return (
		<DataTable
			label={t("erasure.requests")}
			rows={query.data}
			rowKey={({ id }) => id}
			onOpen={({ id }) => navigate({ to: "/w/$ws/privacy/deletion/$erasure", params: { ws: slug, erasure: id } })}
			columns={[
				{ key: "what", title: t("erasure.what"), cell: what },
				{ key: "state", title: t("erasure.state"), cell: ({ state }) => <ErasureBadge state={state} /> },
				{ key: "at", title: t("erasure.askedAt"), cell: (row) => formatDateTime(row.received_at) },
				{ key: "rows", title: t("erasure.rows"), cell: (row) => formatNumber(goneOf(row)), right: true },
			]}
			card={(row) => (
				<Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
					<span>
						{what(row)}
						<Text component="span" size="xs" c="dimmed" display="block">
							{formatDateTime(row.received_at)}
						</Text>
					</span>
					<ErasureBadge state={row.state} />
				</Group>
			)}
		/>
	);
}
