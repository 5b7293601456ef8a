import { Button, Skeleton, Stack } from "@mantine/core";
import { IconChartBar, IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { zoneName } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { type ReportSearch, reportQuery, reportUrl, toFilter } from "../api/report";
import { Agents } from "../components/agents";
import { Figures } from "../components/figures";
import { ReportFilters } from "../components/report-filters";
import { ChannelsAndLanes } from "../components/shares";
import { Volume } from "../components/volume";

/** What became of the messages of a period, and who answered how fast. The filters are part of the address. */
export function ReportPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const filter = toFilter(search);
	const query = useQuery({ ...reportQuery(slug, filter), placeholderData: keepPreviousData });
	const refine = (change: ReportSearch) =>
		navigate({ to: "/w/$ws/reports", params: { ws: slug }, search: { ...search, ...change }, resetScroll: false });
	const report = query.error ? undefined : query.data;
	return (
		<Page>
			<PageHeader
				title={t("nav.reports")}
				subtitle={t("report.subtitle", { zone: zoneName() })}
				actions={
					<Button
						component="a"
						href={reportUrl(slug, filter, "days")}
						download
						variant="default"
						leftSection={<IconDownload size={17} aria-hidden />}
					>
						{t("log.export")}
					</Button>
				}
			/>
			<ReportFilters search={search} onChange={refine} />
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && <Skeleton height={320} radius={14} aria-label={t("common.loading")} role="status" />}
			{report && report.messages.total + report.agents.length + report.opt_outs === 0 && (
				<EmptyState icon={IconChartBar} title={t("report.none")} text={t("report.noneText")} />
			)}
			{report && report.messages.total + report.agents.length + report.opt_outs > 0 && (
				<Stack gap="lg">
					<Figures report={report} />
					<Volume report={report} />
					{report.messages.total > 0 && <ChannelsAndLanes report={report} />}
					{report.agents.length > 0 && <Agents report={report} file={reportUrl(slug, filter, "agents")} />}
				</Stack>
			)}
		</Page>
	);
}
