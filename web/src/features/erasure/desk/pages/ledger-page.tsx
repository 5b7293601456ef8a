import { Button, Group, Stack, Text } from "@mantine/core";
import { IconBook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { LedgerLine } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { deskLink } from "../address";
import { ledgerQuery, useLedgerCheck } from "../api";

/** The deletion ledger, line by line, and whether its chain holds. */
export function LedgerPage() {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const search: { cursor?: string; trail?: string } = useSearch({ strict: false });
	const query = useQuery(ledgerQuery(Number(search.cursor ?? 0)));
	const check = useLedgerCheck();
	const trail = search.trail === undefined ? [] : search.trail.split(",");
	return (
		<Page>
			<PageHeader
				title={t("desk.ledger")}
				subtitle={t("desk.ledgerText")}
				actions={
					<Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
						{t("desk.check")}
					</Button>
				}
			/>
			<Stack gap="md">
				{check.error !== null && <ProblemNotice error={check.error} />}
				{check.data && (
					<Notice tone={check.data.holds ? "laut" : "bata"} title={t(check.data.holds ? "desk.holds" : "desk.broken")}>
						{t(check.data.holds ? "desk.holdsText" : "desk.brokenText", { n: formatNumber(check.data.lines) })}
						{check.data.holds && (
							<Text component="span" size="xs" display="block" className="kp-name">
								<code>{check.data.head}</code>
							</Text>
						)}
					</Notice>
				)}
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.data?.lines === 0 ? (
					<EmptyState icon={IconBook} title={t("desk.ledgerEmpty")} text={t("desk.ledgerEmptyText")} />
				) : (
					!query.error && <Lines rows={query.data?.items} />
				)}
				<Pager
					trail={trail}
					current={search.cursor ?? "0"}
					next={query.data?.next ? String(query.data.next) : null}
					onGo={(cursor, trail) =>
						navigate({
							...deskLink("ledger"),
							search: { cursor: cursor === "0" ? undefined : cursor, trail: trail.join() || undefined },
						})
					}
				/>
			</Stack>
		</Page>
	);
}

function Lines({ rows }: { rows: LedgerLine[] | undefined }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const scope = (line: LedgerLine) => {
		const parts = line.categories.map((one) => codeText("erasureCategory", one));
		if (line.whole) {
			parts.push(t("erasure.whole"));
		}
		if (line.contacts > 0) {
			parts.push(t("desk.contacts", { n: formatNumber(line.contacts) }));
		}
		if (line.account) {
			parts.push(t("erasure.oneAccount"));
		}
		return parts.join(", ") || "–";
	};
	return (
		<DataTable
			label={t("desk.ledger")}
			rows={rows}
			rowKey={({ seq }) => String(seq)}
			onOpen={({ request_id: request }) => request && navigate(deskLink("deletions", request))}
			columns={[
				{ key: "seq", title: t("desk.number"), cell: ({ seq }) => formatNumber(seq), width: 90 },
				{ key: "at", title: t("desk.at"), cell: ({ at }) => formatDateTime(at) },
				{ key: "kind", title: t("desk.kind"), cell: ({ kind }) => codeText("deskLine", kind) },
				{ key: "scope", title: t("desk.what"), cell: scope },
				{
					key: "request",
					title: t("desk.id"),
					cell: ({ request_id: request }) => (request ? <code>{request.slice(0, 8)}…</code> : "–"),
				},
			]}
			card={(line) => (
				<span>
					<Group component="span" justify="space-between" gap="xs">
						<Text component="span" size="sm" fw={600}>
							{formatNumber(line.seq)} · {codeText("deskLine", line.kind)}
						</Text>
						<Text component="span" size="xs" c="dimmed">
							{formatDateTime(line.at)}
						</Text>
					</Group>
					<Text component="span" size="xs" c="dimmed" display="block">
						{scope(line)}
					</Text>
				</span>
			)}
		/>
	);
}
