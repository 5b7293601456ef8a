import { Button, Group, Stack, Text } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Deletion } from "@/api/types";
import { formatDate, formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { ErasureBadge } from "../../components/erasure-badge";
import { scopeText } from "../../scope";
import { deskLink } from "../address";
import { deletionsQuery, type Show, shows } from "../api";
import { SlaBar } from "../components/sla-bar";

/** The queue: what is to be done, how pressing it is, and whom it waits for. */
export function DeletionsPage() {
	const { t } = useTranslation();
	const search: { show?: string } = useSearch({ strict: false });
	const show = shows.find((one) => one === search.show) ?? "open";
	const query = useQuery(deletionsQuery(show));
	const counts = query.data?.counts;
	return (
		<Page>
			<PageHeader
				title={t("desk.queue")}
				subtitle={t("desk.queueText")}
				actions={
					<Button variant="default" renderRoot={(props) => <Link {...props} {...deskLink("take-in")} />}>
						{t("desk.takeIn")}
					</Button>
				}
			/>
			<Stack gap="md">
				{counts && counts.late + counts.close + counts.half > 0 && (
					<Notice tone={counts.late + counts.close > 0 ? "bata" : "kunyit"} title={t("desk.pressing")}>
						{t("desk.pressingText", {
							late: formatNumber(counts.late),
							close: formatNumber(counts.close),
							half: formatNumber(counts.half),
						})}
					</Notice>
				)}
				<Group gap="xs" component="nav" aria-label={t("desk.filter")}>
					{shows.map((one) => (
						<Button
							key={one}
							size="sm"
							variant={one === show ? "filled" : "default"}
							renderRoot={(props) => (
								<Link
									{...props}
									{...deskLink("deletions")}
									search={{ show: one === "open" ? undefined : one }}
									aria-current={one === show ? "page" : undefined}
								/>
							)}
						>
							{t(`deskShow.${one}`)}
							{counts && ` (${formatNumber(counts[one])})`}
						</Button>
					))}
				</Group>
				{query.error && !query.data && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.data?.items.length === 0 ? (
					<EmptyState icon={IconChecks} title={t(`deskNone.${show}`)} text={t("desk.noneText")} />
				) : (
					!query.error && <Queue rows={query.data?.items} show={show} />
				)}
			</Stack>
		</Page>
	);
}

function Queue({ rows, show }: { rows: Deletion[] | undefined; show: Show }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const what = (row: Deletion) => (
		<span>
			<Text component="span" size="sm" fw={600} display="block" className="kp-name">
				{row.workspace?.name ?? t("desk.noWorkspace")}
			</Text>
			<Text component="span" size="xs" c="dimmed" display="block">
				{scopeText(t, row.scope)} · {codeText("erasureWay", row.way)}
			</Text>
		</span>
	);
	return (
		<DataTable
			label={t("desk.queue")}
			rows={rows}
			rowKey={({ id }) => id}
			onOpen={({ id }) => navigate(deskLink("deletions", id))}
			columns={[
				{ key: "what", title: t("desk.what"), cell: what },
				{ key: "state", title: t("erasure.state"), cell: (row) => <Where row={row} /> },
				{ key: "at", title: t("erasure.askedAt"), cell: (row) => formatDateTime(row.received_at) },
				{ key: "sla", title: t("desk.sla"), cell: (row) => <Time row={row} done={show === "done"} />, width: 240 },
			]}
			card={(row) => (
				<Stack gap={8}>
					<Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
						{what(row)}
						<Where row={row} />
					</Group>
					<Time row={row} done={show === "done"} />
				</Stack>
			)}
		/>
	);
}

function Where({ row }: { row: Deletion }) {
	const { t } = useTranslation();
	return (
		<span>
			<ErasureBadge state={row.state} />
			{row.state === "planned" && row.approvals_needed > 1 && (
				<Text component="span" size="xs" c="dimmed" display="block" mt={4}>
					{t("desk.agreed", { n: row.approvals.length, of: row.approvals_needed })}
				</Text>
			)}
			{row.hold_until && (
				<Text component="span" size="xs" c="dimmed" display="block" mt={4}>
					{t("desk.until", { at: formatDate(row.hold_until) })}
				</Text>
			)}
		</span>
	);
}

function Time({ row, done }: { row: Deletion; done: boolean }) {
	const { t } = useTranslation();
	if (!done && !row.live_erased_at) {
		return <SlaBar used={row.used} due={row.due_at} />;
	}
	const at = row.live_erased_at ?? row.done_at;
	return (
		<Text component="span" size="sm" c="dimmed">
			{at ? t(row.live_erased_at ? "desk.erasedOn" : "desk.endedOn", { at: formatDateTime(at) }) : "–"}
		</Text>
	);
}
