import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Erasure, ErasureLine } from "@/api/types";
import { formatBytes, formatDate, formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Facts } from "@/ui/facts";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone, toastProblem } from "@/ui/toast";
import { certificateUrl, erasureQuery, useErasureChanges, useTold } from "../api/erasures";
import { AnswerNotice } from "../components/answer-notice";
import { ContactAnswer } from "../components/contact-answer";
import { ErasureBadge } from "../components/erasure-badge";
import { GraceNotice } from "../components/grace-notice";
import { Outcomes } from "../components/outcomes";
import { Proof } from "../components/proof";
import { RequestWay } from "../components/request-way";
import { ThingsTable } from "../components/things-table";
import { ToldOnce } from "../components/told-once";
import { scopeText } from "../scope";
import { kept, totals } from "../things";
import { asksForPerson, canCallOff, isFinal, waitsForRoom } from "../way";
import { failureText } from "../words";

/** One deletion: where it is, what it did, how that was checked, and the certificate. */
export function ErasureRequestPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { erasure: id } = useParams({ strict: false }) as { erasure: string };
	const query = useQuery(erasureQuery(slug, id));
	const erasure = query.data;
	return (
		<Page narrow>
			<PageHeader
				back={{ to: `/w/${slug}/privacy/deletion`, label: t("erasure.title") }}
				title={erasure ? scopeText(t, erasure.scope) : t("erasure.title")}
				subtitle={erasure && t("erasure.askedOn", { at: formatDateTime(erasure.received_at) })}
				actions={erasure && <ErasureBadge state={erasure.state} />}
			/>
			{query.error && !erasure && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && <Skeleton height={320} radius={14} aria-label={t("common.loading")} role="status" />}
			{erasure && <Request erasure={erasure} />}
		</Page>
	);
}

function Request({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { told, forget } = useTold(slug);
	const { cancel } = useErasureChanges(slug);
	const { state, scope, grace_until: until } = erasure;
	const callOff = () =>
		cancel.mutate(erasure.id, { onSuccess: () => toastDone(t("erasure.cancelled")), onError: toastProblem });
	const done = erasure.done.filter((line) => !kept(line));
	const worked = done.length > 0;
	const sum = useSum(worked ? done : erasure.plan.lines.filter((line) => !kept(line)));
	return (
		<Stack gap="lg">
			{told?.id === erasure.id && (
				<Section title={t("erasure.status")}>
					<ToldOnce code={told.code} onKept={forget} />
				</Section>
			)}
			{state === "failed_verification" && (
				<Notice tone="bata" title={t("erasure.failed")}>
					{t("erasure.failedText", { what: failureText(erasure.reason) })}
				</Notice>
			)}
			{waitsForRoom(erasure) && (
				<Notice tone="kunyit" title={t("erasure.noRoom")}>
					{t("erasure.noRoomText")} {t("erasure.noRoomTell")}
				</Notice>
			)}
			{state === "identity_pending" && <AnswerNotice erasure={erasure} />}
			{asksForPerson(erasure) && <ContactAnswer erasure={erasure} />}
			{canCallOff(state) && !asksForPerson(erasure) && (
				<GraceNotice
					until={state === "grace" ? until : null}
					whole={scope.whole ?? false}
					busy={cancel.isPending}
					onCancel={callOff}
				/>
			)}
			<Section title={t("erasure.way")}>
				<Stack gap="md">
					<RequestWay erasure={erasure} />
					<Times erasure={erasure} />
				</Stack>
			</Section>
			{erasure.certificate && <Certificate erasure={erasure} />}
			<Section title={t(worked ? "erasure.doneTitle" : "erasure.agreed")} text={sum}>
				<ThingsTable
					label={t(worked ? "erasure.doneTitle" : "erasure.agreed")}
					lines={worked ? done : erasure.plan.lines}
				/>
			</Section>
			{erasure.external.length > 0 && <Outcomes list={erasure.external} />}
			{erasure.checks.length > 0 && <Proof erasure={erasure} />}
		</Stack>
	);
}

function useSum(lines: ErasureLine[]) {
	const { t } = useTranslation();
	const { rows, files, bytes } = totals(lines);
	const sum = t("erasure.rowsOf", { n: formatNumber(rows) });
	return files > 0 ? `${sum}, ${t("erasure.filesOf", { n: formatNumber(files), bytes: formatBytes(bytes) })}` : sum;
}

function Times({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const rows: [string, string][] = [[t("erasure.from"), codeText("erasureWay", erasure.way)]];
	if (!isFinal(erasure.state) && !erasure.live_erased_at) {
		rows.push([t("erasure.due"), formatDate(erasure.due_at)]);
	}
	if (erasure.live_erased_at) {
		rows.push([t("erasure.liveAt"), formatDateTime(erasure.live_erased_at)]);
	}
	if (erasure.done_at) {
		rows.push([t("erasure.doneAt"), formatDateTime(erasure.done_at)]);
	}
	if (erasure.no_way_back) {
		const n = erasure.restore_points_destroyed;
		rows.push([
			t("erasure.points"),
			n > 0 ? t("erasure.pointsGone", { n: formatNumber(n) }) : t("erasure.pointsGiven"),
		]);
	}
	if (erasure.channel_id) {
		rows.push([t("erasure.only"), t("erasure.oneAccount")]);
	}
	if (erasure.reason && (erasure.state === "refused" || erasure.state === "on_hold")) {
		rows.push([t("erasure.reason"), codeText("erasureReason", erasure.reason)]);
	}
	if (erasure.hold_until) {
		rows.push([t("erasure.holdUntil"), formatDate(erasure.hold_until)]);
	}
	if (erasure.extension) {
		const { days, reason } = erasure.extension;
		rows.push([
			t("erasure.extended"),
			t("erasure.extendedBy", { n: formatNumber(days), why: codeText("erasureReason", reason) }),
		]);
	}
	return <Facts rows={rows} />;
}

function Certificate({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	return (
		<Section title={t("erasure.certificate")} text={t("erasure.certificateText")}>
			<Stack gap="xs" align="flex-start">
				<Button
					component="a"
					href={certificateUrl(slug, erasure.id)}
					download
					variant="default"
					leftSection={<IconDownload size={17} aria-hidden />}
				>
					{t("erasure.download")}
				</Button>
				<Text size="sm" c="dimmed">
					{t("erasure.verifyWith")} <code>kelola certificate verify</code>
				</Text>
			</Stack>
		</Section>
	);
}
