import { Progress } from "@mantine/core";
import { IconCheck, IconLoader2, IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Import } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { ApiProblem, problemText } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { ProgressParts } from "@/ui/progress-parts";
import { StateBadge } from "@/ui/state-badge";
import classes from "./jobs-tray.module.css";
import { useWorkChanges } from "./use-work-changes";
import { isOver, type Work } from "./work";
import { workHref, workTitle } from "./work-links";

const looks = {
	running: { tone: "laut", icon: IconLoader2 },
	paused: { tone: "kunyit", icon: IconPlayerPause },
	done: { tone: "mute", icon: IconCheck },
	failed: { tone: "bata", icon: IconX },
	cancelled: { tone: "mute", icon: IconX },
} as const;

export function WorkCard({ work, imports, isNew }: { work: Work; imports: Import[]; isNew?: boolean }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { act } = useWorkChanges(slug);
	const look = looks[work.state];
	const title = workTitle(work);
	const over = isOver(work);
	const { blast, job } = work;
	const button = (verb: "pause" | "resume" | "cancel", right: "send" | "edit", Sign: typeof IconX, label: string) => (
		<GuardedButton
			right={right}
			always={verb === "cancel"}
			variant="default"
			size="compact-sm"
			aria-label={`${label}: ${title}`}
			leftSection={<Sign size={15} aria-hidden />}
			loading={act.isPending}
			onClick={() => act.mutate({ id: work.id, verb })}
		>
			{label}
		</GuardedButton>
	);
	return (
		<li className={`kp-card ${classes.card}`} data-new={isNew || undefined} data-state={work.state}>
			<div className={classes.head}>
				<Link to={workHref(slug, work, imports)} className="kp-clip">
					{title}
				</Link>
				<StateBadge tone={look.tone} icon={look.icon}>
					{blast ? codeText("blastState", blast.state) : codeText("jobState", work.state)}
				</StateBadge>
			</div>
			{!over && (
				<div style={{ marginTop: 8 }}>
					{blast ? (
						<ProgressParts counts={blast.counts} thin />
					) : (
						<Progress value={work.total > 0 ? (work.done / work.total) * 100 : 0} aria-label={title} />
					)}
				</div>
			)}
			{job?.state === "failed" && job.error_code && (
				<div style={{ marginTop: 6, fontSize: 13 }}>{problemText(t, new ApiProblem(0, job.error_code, ""))}</div>
			)}
			{blast?.state === "paused" && blast.state_reason && (
				<div style={{ marginTop: 6, fontSize: 13 }}>{codeText("blastReason", blast.state_reason)}</div>
			)}
			<div className={classes.foot}>
				<span>
					{work.total > 0 && `${formatNumber(work.done)} / ${formatNumber(work.total)} · `}
					{blast?.state === "running" && blast.estimated_end
						? t("tray.until", { at: formatDateTime(blast.estimated_end) })
						: formatDateTime(work.at)}
				</span>
				{blast?.state === "running" && button("pause", "send", IconPlayerPause, t("blast.pause"))}
				{(blast?.state === "paused" || blast?.state === "held") &&
					button("resume", "send", IconPlayerPlay, t("blast.resume"))}
				{job?.state === "running" && button("cancel", "edit", IconX, t("jobs.cancel"))}
			</div>
		</li>
	);
}
