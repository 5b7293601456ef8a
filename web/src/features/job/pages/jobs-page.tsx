import { Button, Group, Progress, Text } from "@mantine/core";
import { IconCheck, IconListCheck, IconLoader2, IconPlayerPause, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";
import { api, inWorkspace } from "@/lib/api";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { jobsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { StateBadge } from "@/ui/state-badge";
import { toastProblem } from "@/ui/toast";

const looks = {
	running: { tone: "laut", icon: IconLoader2 },
	paused: { tone: "kunyit", icon: IconPlayerPause },
	done: { tone: "mute", icon: IconCheck },
	failed: { tone: "bata", icon: IconX },
	cancelled: { tone: "mute", icon: IconX },
} as const;

function JobState({ job }: { job: Job }) {
	const look = looks[job.state] ?? looks.running;
	return (
		<StateBadge tone={look.tone} icon={look.icon} title={job.error_code ?? undefined}>
			{codeText("jobState", job.state)}
		</StateBadge>
	);
}

function JobProgress({ job }: { job: Job }) {
	const share = job.total > 0 ? (job.done / job.total) * 100 : job.state === "done" ? 100 : 0;
	return (
		<Group gap="sm" wrap="nowrap">
			<Progress value={share} w={140} aria-label={codeText("job", job.kind)} />
			<Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
				{formatNumber(job.done)} / {formatNumber(job.total)}
			</Text>
		</Group>
	);
}

export function JobsPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const { queryKey } = jobsQuery(slug);
	const query = useQuery(jobsQuery(slug));
	const cancel = useMutation({
		mutationFn: (job: string) =>
			api.POST("/api/v1/workspaces/{workspace}/jobs/{job}/cancel", { params: { path: inWorkspace(slug, { job }) } }),
		onSuccess: () => client.invalidateQueries({ queryKey }),
		onError: toastProblem,
	});
	const stop = (job: Job) =>
		(job.state === "running" || job.state === "paused") && (
			<GuardedButton right="edit" always size="compact-sm" variant="default" onClick={() => cancel.mutate(job.id)}>
				{t("jobs.cancel")}
			</GuardedButton>
		);
	return (
		<Page>
			<PageHeader title={t("nav.jobs")} subtitle={t("jobs.subtitle")} />
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.data?.length === 0 ? (
				<EmptyState icon={IconListCheck} title={t("jobs.none")} text={t("jobs.noneText")} />
			) : (
				!query.error && (
					<DataTable
						label={t("nav.jobs")}
						rows={query.data}
						rowKey={(job) => job.id}
						columns={[
							{ key: "what", title: t("jobs.what"), cell: (job) => <b>{codeText("job", job.kind)}</b> },
							{ key: "state", title: t("jobs.state"), cell: (job) => <JobState job={job} /> },
							{ key: "progress", title: t("jobs.progress"), cell: (job) => <JobProgress job={job} /> },
							{ key: "at", title: t("jobs.started"), cell: (job) => formatDateTime(job.created_at) },
							{ key: "act", title: "", cell: stop, right: true },
						]}
						card={(job) => (
							<>
								<Group justify="space-between" mb={8}>
									<b>{codeText("job", job.kind)}</b>
									<JobState job={job} />
								</Group>
								<JobProgress job={job} />
								<Group justify="space-between" mt={8}>
									<Text size="xs" c="dimmed">
										{formatDateTime(job.created_at)}
									</Text>
									{stop(job)}
								</Group>
							</>
						)}
					/>
				)
			)}
			<Button variant="subtle" mt="md" onClick={() => query.refetch()} loading={query.isFetching}>
				{t("jobs.refresh")}
			</Button>
		</Page>
	);
}
