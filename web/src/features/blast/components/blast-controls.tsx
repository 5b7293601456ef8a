import { Button } from "@mantine/core";
import { IconHandStop, IconPencil, IconPlayerPause, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blast, Report } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { GuardedButton } from "@/ui/guarded-button";
import { toastDone, toastProblem } from "@/ui/toast";
import { useBlastChanges } from "../api/blasts";

/** What can be done with a blast that is on its way or over. */
export function BlastControls({ blast, report }: { blast: Blast; report?: Report }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { pause, resume, stop, unschedule, retry } = useBlastChanges(slug);
	const [stopping, setStopping] = useState(false);
	const { counts, state } = blast;
	const waiting = formatNumber(counts.planned + counts.queued + counts.held);
	const retryable = (report?.failures ?? [])
		.filter((failure) => failure.retryable)
		.reduce((sum, failure) => sum + failure.count, 0);
	const going = state === "running" || state === "paused" || (state === "held" && Boolean(blast.started_at));
	const again = () =>
		retry.mutate(blast.id, {
			onSuccess: (made) =>
				navigate({ to: "/w/$ws/blasts/$blast/edit", params: { ws: slug, blast: made.id }, search: { step: "review" } }),
			onError: toastProblem,
		});
	return (
		<>
			{(state === "scheduled" || (state === "held" && !blast.started_at)) && (
				<>
					<GuardedButton
						right="send"
						variant="default"
						loading={unschedule.isPending}
						onClick={() =>
							unschedule.mutate(blast.id, { onSuccess: () => toastDone(t("blast.unscheduled")), onError: toastProblem })
						}
					>
						{t("blast.unschedule")}
					</GuardedButton>
					<Button
						leftSection={<IconPencil size={17} aria-hidden />}
						renderRoot={(props) => (
							<Link {...props} to="/w/$ws/blasts/$blast/edit" params={{ ws: slug, blast: blast.id }} />
						)}
					>
						{t("common.edit")}
					</Button>
				</>
			)}
			{state === "running" && (
				<GuardedButton
					right="send"
					variant="default"
					leftSection={<IconPlayerPause size={17} aria-hidden />}
					loading={pause.isPending}
					onClick={() => pause.mutate(blast.id, { onError: toastProblem })}
				>
					{t("blast.pause")}
				</GuardedButton>
			)}
			{(state === "paused" || (state === "held" && blast.started_at)) && (
				<GuardedButton
					right="send"
					leftSection={<IconPlayerPlay size={17} aria-hidden />}
					loading={resume.isPending}
					onClick={() => resume.mutate(blast.id, { onError: toastProblem })}
				>
					{t("blast.resume")}
				</GuardedButton>
			)}
			{going && (
				<GuardedButton
					right="send"
					color="bata"
					leftSection={<IconHandStop size={17} aria-hidden />}
					onClick={() => setStopping(true)}
				>
					{t("blast.stop")}
				</GuardedButton>
			)}
			{(state === "finished" || state === "stopped") && retryable > 0 && (
				<GuardedButton
					right="send"
					leftSection={<IconRefresh size={17} aria-hidden />}
					loading={retry.isPending}
					onClick={again}
				>
					{t("blast.retry", { n: formatNumber(retryable) })}
				</GuardedButton>
			)}
			<Confirm
				opened={stopping}
				onClose={() => setStopping(false)}
				title={t("blast.stopTitle")}
				confirm={t("blast.stopConfirm")}
				danger
				onConfirm={() => stop.mutateAsync(blast.id)}
			>
				{t("blast.stopText", { n: waiting })}
			</Confirm>
		</>
	);
}
