import { Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Kept } from "@/api/types";
import { formatDate } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { DataTable } from "@/ui/data-table";
import { StateBadge } from "@/ui/state-badge";

/** Kinds of data with how long each is kept and the oldest there is. */
export function RetentionTable({ label, rows }: { label: string; rows: Kept[] | undefined }) {
	const { t } = useTranslation();
	const long = ({ term, hours }: Kept) => {
		if (hours === null) {
			return codeText("retentionTerm", term);
		}
		return hours % 24 === 0 && hours > 24
			? t("privacy.days", { count: hours / 24 })
			: t("privacy.hours", { count: hours });
	};
	const oldest = (row: Kept) => (row.oldest_at ? formatDate(row.oldest_at) : "–");
	const late = (row: Kept) =>
		row.overdue && (
			<StateBadge tone="bata" icon={IconAlertTriangle}>
				{t("privacy.overdue")}
			</StateBadge>
		);
	const what = (row: Kept) => (
		<div>
			<Text size="sm" fw={600}>
				{codeText("retention", row.kind)}
			</Text>
			<Text size="xs" c="dimmed">
				{codeText("retentionText", row.kind)}
			</Text>
		</div>
	);
	return (
		<DataTable
			label={label}
			rows={rows}
			rowKey={(row) => row.kind}
			columns={[
				{ key: "what", title: t("privacy.what"), cell: what },
				{ key: "long", title: t("privacy.long"), cell: long, width: 170 },
				{
					key: "oldest",
					title: t("privacy.oldest"),
					cell: (row) => (
						<Stack gap={4} align="flex-start">
							{oldest(row)}
							{late(row)}
						</Stack>
					),
					width: 170,
				},
			]}
			card={(row) => (
				<Stack gap={4} align="flex-start">
					{what(row)}
					<Text size="sm">
						{t("privacy.long")}: {long(row)}
					</Text>
					{row.oldest_at && (
						<Text size="xs" c="dimmed">
							{t("privacy.oldest")}: {oldest(row)}
						</Text>
					)}
					{late(row)}
				</Stack>
			)}
		/>
	);
}
