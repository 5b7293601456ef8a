import { Button, Text } from "@mantine/core";
import { IconDownload, IconHourglass } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readTrail, writeTrail } from "@/lib/trail";
import { useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { type LogSearch, logQuery, logUrl, toFilter } from "../api/log";
import { LogDrawer } from "../components/log-drawer";
import { LogFilters } from "../components/log-filters";
import { LogTable } from "../components/log-table";

/** Every message that goes out, and what became of it. The filters and the page are part of the address. */
export function LogPage() {
	const { t } = useTranslation();
	const { slug, stop_all: stop } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const cursor = search.cursor ?? "";
	const filter = toFilter(search);
	const query = useQuery({ ...logQuery(slug, filter, cursor), placeholderData: keepPreviousData });
	const go = (change: Record<string, string | undefined>) =>
		navigate({ to: "/w/$ws/log", params: { ws: slug }, search: { ...search, ...change }, resetScroll: false });
	const refine = (change: LogSearch) => go({ ...change, cursor: undefined, trail: undefined });
	const rows = query.data?.items ?? undefined;
	return (
		<Page>
			<PageHeader
				title={t("log.title")}
				subtitle={t("log.subtitle")}
				actions={
					<Button
						component="a"
						href={logUrl(slug, filter)}
						download
						variant="default"
						leftSection={<IconDownload size={17} aria-hidden />}
					>
						{t("log.export")}
					</Button>
				}
			/>
			{stop.on && (
				<Notice tone="bata" title={t("held.stopped")}>
					{t("held.stoppedText")}
				</Notice>
			)}
			<LogFilters search={search} onChange={refine} />
			{filter.state === "unknown" && (
				<Text size="sm" c="dimmed" mb="md" maw={720}>
					{t("unknown.explained")}
				</Text>
			)}
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{rows?.length === 0 ? (
				<EmptyState icon={IconHourglass} title={t("held.none")} text={t("log.noneText")} />
			) : (
				!query.error && (
					<LogTable rows={rows} selected={search.message ?? ""} onOpen={(send) => go({ message: send.id })} />
				)
			)}
			<Pager
				current={cursor}
				trail={readTrail(search.trail)}
				next={query.data?.next}
				onGo={(to, trail) => go({ cursor: to || undefined, trail: writeTrail(trail) })}
			/>
			<LogDrawer message={search.message ?? ""} onClose={() => go({ message: undefined })} />
		</Page>
	);
}
