import { Button, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DeletionReport } from "@/api/types";
import { formatLength, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Facts } from "@/ui/facts";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { deskLink } from "../address";
import { reportQuery, reportUrl } from "../api";

const thisMonth = () => new Date().toISOString().slice(0, 7);

/** What became of the requests of a month, in numbers, for whoever has to account for it. */
export function ReportPage() {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const search: { month?: string } = useSearch({ strict: false });
	const month = search.month ?? thisMonth();
	const query = useQuery(reportQuery(month));
	return (
		<Page narrow>
			<PageHeader title={t("desk.report")} subtitle={t("desk.reportText")} />
			<Stack gap="md">
				<Group align="flex-end" gap="sm">
					<TextInput
						type="month"
						label={t("desk.month")}
						value={month}
						max={thisMonth()}
						onChange={(event) =>
							event.currentTarget.value &&
							navigate({ ...deskLink("report"), search: { month: event.currentTarget.value }, replace: true })
						}
					/>
					{[true, false].map((csv) => (
						<Button
							key={String(csv)}
							component="a"
							href={reportUrl(month, csv)}
							download={csv ? undefined : `deletions-${month}.json`}
							variant="default"
							leftSection={<IconDownload size={17} aria-hidden />}
						>
							{csv ? "CSV" : "JSON"}
						</Button>
					))}
				</Group>
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.isPending && <Skeleton height={300} radius={14} aria-label={t("common.loading")} role="status" />}
				{query.data && <Numbers report={query.data} />}
			</Stack>
		</Page>
	);
}

function Numbers({ report }: { report: DeletionReport }) {
	const { t } = useTranslation();
	if (report.received === 0) {
		return (
			<Section>
				<Text size="sm" c="dimmed">
					{t("desk.reportNone")}
				</Text>
			</Section>
		);
	}
	const groups = [
		{ title: t("desk.byWay"), say: (name: string) => codeText("erasureWay", name), list: report.ways },
		{ title: t("desk.byScope"), say: (name: string) => codeText("deskScope", name), list: report.scopes },
		{ title: t("desk.byEnd"), say: (name: string) => codeText("deskEnd", name), list: report.ends },
		{ title: t("desk.byRefusal"), say: (name: string) => codeText("erasureReason", name), list: report.refusals },
	];
	const length = (seconds: number) => (report.timed > 0 ? formatLength(seconds) : "–");
	return (
		<>
			<Section title={t("desk.reportSum")}>
				<Facts
					rows={[
						[t("desk.received"), formatNumber(report.received)],
						[t("desk.median"), length(report.median_seconds)],
						[t("desk.longest"), length(report.longest_seconds)],
						[t("desk.late"), formatNumber(report.late)],
						[t("desk.held"), formatNumber(report.held)],
						[t("desk.everUnproven"), formatNumber(report.unproven)],
					]}
				/>
			</Section>
			{groups
				.filter(({ list }) => list.length > 0)
				.map(({ title, say, list }) => (
					<Section key={title} title={title}>
						<Facts rows={list.map(({ name, n }) => [say(name), formatNumber(n)])} />
					</Section>
				))}
		</>
	);
}
