import { Button, Group, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { IconCalendarClock, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { formatDateTime, formatNumber, localToInstant, zoneName } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery, templatesQuery } from "@/lib/queries";
import { kept } from "@/lib/storage";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { Facts } from "@/ui/facts";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { preflightQuery, useBlastChanges } from "../api/blasts";
import type { DraftHandle } from "../draft";
import { scheduleKey, useWhen } from "../when";
import { PreviewPane } from "./preview-pane";

/** The last look: who gets it, who does not and why, and what stands in the way. */
export function StepReview({ blast, handle }: { blast: Blast; handle: DraftHandle }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { draft, version } = handle;
	const [when] = useWhen(blast);
	const [asking, setAsking] = useState(false);
	const query = useQuery({ ...preflightQuery(slug, blast.id, version), staleTime: 0 });
	const channel = useQuery(channelsQuery(slug)).data?.find((known) => known.id === draft.channel_id);
	const template = useQuery({
		...templatesQuery(slug, draft.channel_id),
		enabled: Boolean(draft.channel_id),
	}).data?.find(
		(known) => known.name === draft.message.template?.name && known.language === draft.message.template?.language,
	);
	const { start, schedule } = useBlastChanges(slug);
	const check = query.data;
	if (!check) {
		return query.error ? (
			<ProblemNotice error={query.error} onRetry={() => query.refetch()} />
		) : (
			<Skeleton height={260} radius={14} />
		);
	}
	const at = when ? localToInstant(when) : null;
	const blockers = check.blockers ?? [];
	const warnings = check.warnings ?? [];
	const shown = (time: string | null | undefined) =>
		time ? `${formatDateTime(time)} ${zoneName()}` : t("blast.unknownTime");
	const count = formatNumber(check.sendable);
	const act = async () => {
		await (at
			? schedule.mutateAsync({ id: blast.id, version, when: at })
			: start.mutateAsync({ id: blast.id, version }));
		kept.set(scheduleKey(blast), "");
		toastDone(at ? t("blast.scheduled") : t("blast.started"));
		navigate({ to: "/w/$ws/blasts/$blast", params: { ws: slug, blast: blast.id } });
	};
	return (
		<SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
			<Stack>
				{blockers.length > 0 && (
					<Notice tone="bata" title={t("blast.blocked")}>
						<ul style={{ margin: 0, paddingLeft: 18 }}>
							{blockers.map((code) => (
								<li key={code}>{codeText("blocker", code)}</li>
							))}
						</ul>
					</Notice>
				)}
				{warnings.map((code) => (
					<Notice key={code} tone="kunyit">
						{codeText("warning", code)}
					</Notice>
				))}
				<Section title={t("blast.step4")}>
					<Facts
						rows={[
							[
								t("blast.channel"),
								channel ? `${channel.name} · ${codeText("channelState", check.channel.state || channel.state)}` : "–",
							],
							[t("blast.purpose"), codeText("purpose", draft.purpose)],
							[
								t("blast.message"),
								draft.message.kind === "template" ? (draft.message.template?.name ?? "–") : t("blast.kindText"),
							],
							[t("blast.audienceSize"), formatNumber(check.audience)],
							[t("blast.willGet"), <b key="n">{count}</b>],
							[t("blast.estimatedStart"), at ? shown(at.toISOString()) : shown(check.estimated_start)],
							[t("blast.estimatedEnd"), shown(check.estimated_end)],
						]}
					/>
				</Section>
				<Section title={t("blast.skippedTitle")}>
					{(check.skipped ?? []).length === 0 ? (
						<Text size="sm" c="dimmed">
							{t("blast.nobodySkipped")}
						</Text>
					) : (
						<Facts
							rows={(check.skipped ?? []).map((skip) => [codeText("reason", skip.reason), formatNumber(skip.count)])}
						/>
					)}
				</Section>
				<Group justify="flex-end" gap="xs">
					<Button variant="default" loading={query.isFetching} onClick={() => query.refetch()}>
						{t("blast.checkAgain")}
					</Button>
					<GuardedButton
						right="send"
						disabled={blockers.length > 0 || check.sendable === 0}
						leftSection={at ? <IconCalendarClock size={17} aria-hidden /> : <IconSend size={17} aria-hidden />}
						onClick={() => setAsking(true)}
					>
						{at ? t("blast.scheduleAct") : t("blast.startAct", { n: count })}
					</GuardedButton>
				</Group>
			</Stack>
			<Section title={t("blast.preview")}>
				<div style={{ maxWidth: 340, margin: "0 auto" }}>
					<PreviewPane
						blast={blast}
						handle={handle}
						template={template}
						sender={channel?.verified_name || channel?.name || ""}
					/>
				</div>
			</Section>
			<Confirm
				opened={asking}
				onClose={() => setAsking(false)}
				title={draft.name}
				confirm={at ? t("blast.scheduleAct") : t("blast.startAct", { n: count })}
				onConfirm={act}
			>
				{at
					? t("blast.confirmSchedule", { n: count, at: shown(at.toISOString()) })
					: t("blast.confirmStart", { n: count })}
			</Confirm>
		</SimpleGrid>
	);
}
