import { Button, Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatNumber, zoneName } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { ProgressParts } from "@/ui/progress-parts";
import { Section } from "@/ui/section";
import { blastQuery, reportQuery, reportUrl } from "../api/blasts";
import { BlastControls } from "../components/blast-controls";
import { BlastState } from "../components/blast-state";
import { Causes } from "../components/causes";
import { Funnel } from "../components/funnel";
import { RecipientTable } from "../components/recipient-table";

export function BlastPage() {
	const { t } = useTranslation();
	const { slug, stop_all: stopped } = useWorkspace();
	const { blast: id } = useParams({ from: "/w/$ws/blasts/$blast" });
	const query = useQuery(blastQuery(slug, id));
	const report = useQuery(reportQuery(slug, id)).data;
	const blast = query.data;
	const back = { to: `/w/${slug}/blasts`, label: t("nav.blasts") };
	if (!blast) {
		return (
			<Page>
				<PageHeader title={t("nav.blasts")} back={back} />
				{query.error ? (
					<ProblemNotice error={query.error} onRetry={() => query.refetch()} />
				) : (
					<Skeleton height={220} radius={14} />
				)}
			</Page>
		);
	}
	if (blast.state === "draft") {
		return <Navigate to="/w/$ws/blasts/$blast/edit" params={{ ws: slug, blast: id }} replace />;
	}
	const { counts } = blast;
	const attention = blast.state === "paused" || blast.state === "held" || blast.state === "stopped";
	return (
		<Page>
			<PageHeader
				title={blast.name}
				subtitle={
					<Group gap="sm" mt={4}>
						<BlastState blast={blast} />
						{blast.state === "scheduled" &&
							blast.scheduled_at &&
							t("blast.startsAt", { at: `${formatDateTime(blast.scheduled_at)} ${zoneName()}` })}
						{blast.state === "running" &&
							!stopped.on &&
							blast.estimated_end &&
							t("blast.endsAt", { at: `${formatDateTime(blast.estimated_end)} ${zoneName()}` })}
						{blast.finished_at && t("blast.endedAt", { at: formatDateTime(blast.finished_at) })}
						{blast.parent_id && (
							<Link to="/w/$ws/blasts/$blast" params={{ ws: slug, blast: blast.parent_id }}>
								{t("blast.retryOf")}
							</Link>
						)}
					</Group>
				}
				back={back}
				actions={
					<>
						{blast.started_at && (
							<Button
								component="a"
								href={reportUrl(slug, blast.id)}
								download
								variant="default"
								leftSection={<IconDownload size={17} aria-hidden />}
							>
								{t("blast.report")}
							</Button>
						)}
						<BlastControls blast={blast} report={report} />
					</>
				}
			/>
			<Stack>
				{attention && blast.state_reason && (
					<Notice
						tone={blast.state === "stopped" ? "mute" : "kunyit"}
						title={codeText("blastReason", blast.state_reason)}
					/>
				)}
				<Section
					title={t("blast.progress")}
					action={<Text fw={600}>{t("blast.toPeople", { n: formatNumber(counts.total) })}</Text>}
				>
					<ProgressParts counts={counts} legend />
					{blast.state === "running" && !stopped.on && blast.rate > 0 && (
						<Text size="sm" c="dimmed" mt="xs">
							{blast.rate >= 1
								? t("blast.rateSecond", { n: formatNumber(Math.round(blast.rate)) })
								: t("blast.rate", { n: formatNumber(Math.round(blast.rate * 60)) })}
						</Text>
					)}
				</Section>
				<SimpleGrid cols={{ base: 1, md: 2 }}>
					<Funnel counts={counts} />
					<Causes report={report} />
				</SimpleGrid>
				{counts.unknown > 0 && (
					<Notice tone="kunyit" title={t("unknown.title", { n: formatNumber(counts.unknown) })}>
						{t("unknown.explained")}
					</Notice>
				)}
				<RecipientTable blast={blast} />
			</Stack>
		</Page>
	);
}
