import { Group, SegmentedControl, Text } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Send } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { readTrail, writeTrail } from "@/lib/trail";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { Tick } from "@/ui/tick";

const states = ["held", "unknown", "failed"] as const;

/** Messages that have not left, or of which nobody knows whether they did. */
export function HeldPage() {
	const { t } = useTranslation();
	const { slug, stop_all: stop } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const state = states.find((known) => known === search.state) ?? "held";
	const cursor = search.cursor ?? "";
	const query = useQuery({
		queryKey: [slug, "held", state, cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/messages", {
					params: { path: inWorkspace(slug), query: { state, cursor, limit: 50 } },
				}),
			),
		placeholderData: keepPreviousData,
	});
	const go = (more: Record<string, string | undefined>) =>
		navigate({ to: "/w/$ws/held", params: { ws: slug }, search: more });
	const why = (send: Send) =>
		codeText("reason", send.reason || (send.state === "failed" ? send.code : "") || "waiting");
	const rows = query.data?.items;
	return (
		<Page>
			<PageHeader title={t("held.title")} subtitle={t("held.subtitle")} />
			{stop.on && (
				<Notice tone="bata" title={t("held.stopped")}>
					{t("held.stoppedText")}
				</Notice>
			)}
			<SegmentedControl
				my="md"
				value={state}
				onChange={(next) => go({ state: next })}
				data={states.map((value) => ({ value, label: t(`state.${value}`) }))}
			/>
			{state === "unknown" && (
				<Text size="sm" c="dimmed" mb="md" maw={720}>
					{t("unknown.explained")}
				</Text>
			)}
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{rows?.length === 0 ? (
				<EmptyState icon={IconHourglass} title={t("held.none")} text={t("held.noneText")} />
			) : (
				!query.error && (
					<DataTable
						label={t("held.title")}
						rows={rows}
						rowKey={(row) => row.id}
						onOpen={(row) =>
							navigate({ to: "/w/$ws/contacts", params: { ws: slug }, search: { contact: row.contact_id } })
						}
						columns={[
							{
								key: "text",
								title: t("held.message"),
								cell: (row) => <div className="kp-name">{row.preview}</div>,
							},
							{ key: "origin", title: t("held.origin"), cell: (row) => codeText("origin", row.origin.kind) },
							{ key: "why", title: t("held.reason"), cell: why },
							{
								key: "until",
								title: t("held.until"),
								cell: (row) => (row.held_until ? formatDateTime(row.held_until) : "–"),
							},
							{ key: "at", title: t("held.created"), cell: (row) => formatDateTime(row.created_at), right: true },
						]}
						card={(row) => (
							<>
								<Text fw={600} lineClamp={2}>
									{row.preview}
								</Text>
								<Group gap={6} mt={4}>
									<Tick state={row.state} />
									<Text size="sm" c="dimmed">
										{why(row)}
									</Text>
								</Group>
								<Text size="xs" c="dimmed" mt={4}>
									{codeText("origin", row.origin.kind)} · {formatDateTime(row.created_at)}
								</Text>
							</>
						)}
					/>
				)
			)}
			<Pager
				current={cursor}
				trail={readTrail(search.trail)}
				next={query.data?.next}
				onGo={(to, trail) => go({ state, cursor: to, trail: writeTrail(trail) })}
			/>
		</Page>
	);
}
