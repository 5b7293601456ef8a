import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Deletion } from "@/api/types";
import { formatDate, formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Facts } from "@/ui/facts";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { ErasureBadge } from "../../components/erasure-badge";
import { Outcomes } from "../../components/outcomes";
import { Proof } from "../../components/proof";
import { ThingsTable } from "../../components/things-table";
import { scopeText } from "../../scope";
import { waitsForRoom } from "../../way";
import { failureText } from "../../words";
import { certificateUrl, deletionQuery } from "../api";
import { ActModal, type Doing } from "../components/act-modal";
import { PlanPart } from "../components/plan-part";
import { SlaBar } from "../components/sla-bar";
import { Notes, Trail } from "../components/trail";

/** One deletion as operators see it: what it comes to, what was done, and what can be done. */
export function DeletionPage({ id }: { id: string }) {
	const { t } = useTranslation();
	const query = useQuery(deletionQuery(id));
	const deletion = query.data;
	return (
		<Page narrow>
			<PageHeader
				back={{ to: "/operator/deletions", label: t("desk.queue") }}
				title={deletion ? (deletion.workspace?.name ?? t("desk.noWorkspace")) : t("desk.title")}
				subtitle={deletion && scopeText(t, deletion.scope)}
				actions={deletion && <ErasureBadge state={deletion.state} />}
			/>
			{query.error && !deletion && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && <Skeleton height={320} radius={14} aria-label={t("common.loading")} role="status" />}
			{deletion && <One deletion={deletion} />}
		</Page>
	);
}

function One({ deletion }: { deletion: Deletion }) {
	const { t } = useTranslation();
	const [doing, setDoing] = useState<Doing | null>(null);
	return (
		<Stack gap="lg">
			<Attention deletion={deletion} />
			<Section title={t("desk.where")}>
				<Stack gap="md">
					<Times deletion={deletion} />
					<Acts deletion={deletion} onDo={setDoing} />
				</Stack>
			</Section>
			{deletion.certificate && (
				<Section title={t("erasure.certificate")} text={t("erasure.certificateText")}>
					<Button
						component="a"
						href={certificateUrl(deletion.id)}
						download
						variant="default"
						leftSection={<IconDownload size={17} aria-hidden />}
					>
						{t("erasure.download")}
					</Button>
				</Section>
			)}
			<PlanPart deletion={deletion} onReplan={() => setDoing("replan")} />
			{deletion.done.length > 0 && (
				<Section title={t("erasure.doneTitle")}>
					<ThingsTable label={t("erasure.doneTitle")} lines={deletion.done} />
				</Section>
			)}
			{deletion.external.length > 0 && <Outcomes list={deletion.external} />}
			{deletion.checks.length > 0 && <Proof erasure={deletion} />}
			<Notes deletion={deletion} />
			<Trail deletion={deletion} />
			{doing && <ActModal key={doing} deletion={deletion} doing={doing} onClose={() => setDoing(null)} />}
		</Stack>
	);
}

/** What an operator must know first. */
function Attention({ deletion }: { deletion: Deletion }) {
	const { t } = useTranslation();
	const { state, approvals, approvals_needed: needed, approved_by_me: mine } = deletion;
	if (state === "failed_verification") {
		return (
			<Notice tone="bata" title={t("desk.unproven")}>
				{t("desk.unprovenText", { what: failureText(deletion.reason), n: formatNumber(deletion.attempts) })}
			</Notice>
		);
	}
	if (waitsForRoom(deletion)) {
		return (
			<Notice tone="bata" title={t("erasure.noRoom")}>
				{t("erasure.noRoomText")} {t("desk.noRoomDo")}
			</Notice>
		);
	}
	if (state !== "planned" || deletion.way === "contact") {
		return null;
	}
	const who = approvals.map(({ by }) => by?.name || t("desk.host")).join(", ");
	return (
		<Notice tone="kunyit" title={t("desk.waits")}>
			{needed > 1 && t("desk.needsTwo")} {who && t("desk.agreedBy", { n: approvals.length, of: needed, who })}{" "}
			{mine && t("desk.agreedMe")}
		</Notice>
	);
}

function Times({ deletion }: { deletion: Deletion }) {
	const { t } = useTranslation();
	const rows: [string, React.ReactNode][] = [
		[t("erasure.from"), codeText("erasureWay", deletion.way)],
		[t("erasure.askedAt"), formatDateTime(deletion.received_at)],
	];
	if (deletion.proofs.length > 0) {
		rows.push([t("desk.proofs"), deletion.proofs.map((proof) => codeText("deskProof", proof)).join(", ")]);
	}
	if (!deletion.done_at && !deletion.live_erased_at) {
		rows.push([t("desk.sla"), <SlaBar key="sla" used={deletion.used} due={deletion.due_at} />]);
	}
	if (deletion.state === "grace" && deletion.grace_until) {
		rows.push([t("desk.begins"), formatDateTime(deletion.grace_until)]);
	}
	if (deletion.hold_until) {
		rows.push([t("erasure.holdUntil"), formatDate(deletion.hold_until)]);
	}
	if (deletion.state === "on_hold" || deletion.state === "refused") {
		rows.push([t("erasure.reason"), codeText("erasureReason", deletion.reason)]);
	}
	if (deletion.extension) {
		const { days, reason } = deletion.extension;
		rows.push([
			t("erasure.extended"),
			t("erasure.extendedBy", { n: formatNumber(days), why: codeText("erasureReason", reason) }),
		]);
	}
	if (deletion.live_erased_at) {
		rows.push([t("erasure.liveAt"), formatDateTime(deletion.live_erased_at)]);
	}
	if (deletion.done_at) {
		rows.push([t("erasure.doneAt"), formatDateTime(deletion.done_at)]);
	}
	rows.push([t("desk.id"), <code key="id">{deletion.id}</code>]);
	return <Facts rows={rows} />;
}

/** What each state allows, the most important first. */
function possible({ state, way, approved_by_me: mine, extension }: Deletion): Doing[] {
	const longer: Doing[] = extension ? [] : ["extend"];
	switch (state) {
		case "planned":
			return [...(mine || way === "contact" ? [] : (["approve"] as const)), "replan", ...longer, "refuse"];
		case "grace":
			return ["hold", ...longer, "refuse"];
		case "on_hold":
			return ["release", ...longer, "refuse"];
		case "failed_verification":
			return ["retry", ...longer];
		case "identity_pending":
			return [...longer, "refuse"];
		default:
			return [];
	}
}

function Acts({ deletion, onDo }: { deletion: Deletion; onDo: (doing: Doing) => void }) {
	const { t } = useTranslation();
	const acts = possible(deletion);
	if (acts.length === 0) {
		return (
			<Text size="sm" c="dimmed">
				{t("desk.nothingToDo")}
			</Text>
		);
	}
	return (
		<Group gap="xs">
			{acts.map((doing, n) => (
				<Button
					key={doing}
					size="sm"
					variant={n === 0 && doing !== "replan" ? "filled" : "default"}
					color={doing === "approve" ? "bata" : undefined}
					onClick={() => onDo(doing)}
				>
					{t(`deskDo.${doing}`)}
				</Button>
			))}
		</Group>
	);
}
