import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Blast, Job } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { ProgressParts } from "@/ui/progress-parts";
import { Section } from "@/ui/section";
import { PauseBlast } from "./pause-blast";

/** Blasts on their way, with the button that pauses them, and other long work. */
export function Running({ blasts, jobs, known }: { blasts: Blast[]; jobs: Job[]; known: boolean }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	return (
		<Section
			title={t("home.running")}
			action={
				<Button
					renderRoot={(props) => <Link {...props} to="/w/$ws/blasts" params={{ ws: slug }} />}
					variant="subtle"
					size="compact-sm"
					rightSection={<IconArrowRight size={15} aria-hidden />}
				>
					{t("home.allBlasts")}
				</Button>
			}
		>
			{known && blasts.length + jobs.length === 0 && (
				<Text c="dimmed" size="sm">
					{t("home.noneRunning")}
				</Text>
			)}
			<Stack gap="md">
				{blasts.map((blast) => (
					<div key={blast.id}>
						<Group justify="space-between" mb={6} wrap="nowrap">
							<Link
								to="/w/$ws/blasts/$blast"
								params={{ ws: slug, blast: blast.id }}
								className="kp-clip"
								style={{ fontWeight: 600 }}
							>
								{blast.name}
							</Link>
							<PauseBlast blast={blast} />
						</Group>
						<ProgressParts counts={blast.counts} />
						<Text size="xs" c="dimmed" mt={4}>
							{t("blast.toPeople", { n: formatNumber(blast.counts.total) })} ·{" "}
							{blast.state === "running" && blast.estimated_end
								? t("tray.until", { at: formatDateTime(blast.estimated_end) })
								: codeText("blastState", blast.state)}
						</Text>
					</div>
				))}
				{jobs.map((job) => (
					<div key={job.id}>
						<Group justify="space-between" mb={6} wrap="nowrap">
							<Link to="/w/$ws/jobs" params={{ ws: slug }} className="kp-clip" style={{ fontWeight: 600 }}>
								{codeText("job", job.kind)}
							</Link>
							<Text size="sm" c="dimmed">
								{formatNumber(job.done)} / {formatNumber(job.total)}
							</Text>
						</Group>
						<Progress value={job.total > 0 ? (job.done / job.total) * 100 : 0} aria-label={codeText("job", job.kind)} />
					</div>
				))}
			</Stack>
		</Section>
	);
}
