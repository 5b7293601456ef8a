import { Group, Stack, Text } from "@mantine/core";
import { IconArchive } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { BackupGeneration } from "@/api/types";
import { formatBytes, formatDate, formatDateTime, formatNumber } from "@/lib/format";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { backupsQuery } from "../api";

/** The backups there are, and in which of them what was erased can still be read. */
export function BackupsPage() {
	const { t } = useTranslation();
	const query = useQuery(backupsQuery);
	const oldest = query.data?.oldest;
	return (
		<Page>
			<PageHeader title={t("desk.backups")} subtitle={t("desk.backupsText")} />
			<Stack gap="md">
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.data && query.data.items.length > 0 && (
					<Notice tone={oldest ? "kunyit" : "laut"} title={t(oldest ? "desk.oldest" : "desk.noErased")}>
						{oldest &&
							t("desk.oldestText", {
								at: formatDateTime(oldest.made_at),
								until: formatDate(oldest.ends_at),
								n: formatNumber(oldest.erased),
							})}
					</Notice>
				)}
				{query.data?.items.length === 0 ? (
					<EmptyState icon={IconArchive} title={t("desk.noBackups")} text={t("desk.noBackupsText")} />
				) : (
					!query.error && <Generations rows={query.data?.items} />
				)}
			</Stack>
		</Page>
	);
}

function Generations({ rows }: { rows: BackupGeneration[] | undefined }) {
	const { t } = useTranslation();
	const size = (row: BackupGeneration) => (row.whole ? formatBytes(row.bytes) : t("desk.unreadable"));
	return (
		<DataTable
			label={t("desk.backups")}
			rows={rows}
			rowKey={({ id }) => id}
			columns={[
				{ key: "made", title: t("desk.madeAt"), cell: (row) => formatDateTime(row.made_at) },
				{ key: "size", title: t("desk.size"), cell: size, right: true },
				{ key: "ws", title: t("desk.workspaces"), cell: (row) => formatNumber(row.workspaces), right: true },
				{ key: "keys", title: t("desk.keys"), cell: (row) => formatNumber(row.keys), right: true },
				{ key: "erased", title: t("desk.stillThere"), cell: (row) => formatNumber(row.erased), right: true },
				{ key: "ends", title: t("desk.endsAt"), cell: (row) => formatDate(row.ends_at) },
			]}
			card={(row) => (
				<span>
					<Group component="span" justify="space-between" gap="xs">
						<Text component="span" size="sm" fw={600}>
							{formatDateTime(row.made_at)}
						</Text>
						<Text component="span" size="sm">
							{size(row)}
						</Text>
					</Group>
					<Text component="span" size="xs" c="dimmed" display="block">
						{t("desk.keysOf", { n: formatNumber(row.keys), ws: formatNumber(row.workspaces) })} ·{" "}
						{t("desk.ends", { at: formatDate(row.ends_at) })}
					</Text>
					{row.erased > 0 && (
						<Text component="span" size="xs" display="block">
							{t("desk.stillThere")}: {formatNumber(row.erased)}
						</Text>
					)}
				</span>
			)}
		/>
	);
}
