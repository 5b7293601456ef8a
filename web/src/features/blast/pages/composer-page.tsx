import { Button, Center, Group, Loader, Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconCloudCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { toProblem } from "@/lib/problem";
import { templatesQuery } from "@/lib/queries";
import { isShown, variableId } from "@/lib/template";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { StepBar } from "@/ui/step-bar";
import { blastKeys, blastQuery } from "../api/blasts";
import { DeleteDraft } from "../components/delete-draft";
import { StepMessage } from "../components/step-message";
import { StepRecipients } from "../components/step-recipients";
import { StepReview } from "../components/step-review";
import { StepSchedule } from "../components/step-schedule";
import { useDraft } from "../draft";

const steps = ["recipients", "message", "schedule", "review"] as const;

function Composer({ blast }: { blast: Blast }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("send");
	const navigate = useNavigate();
	const client = useQueryClient();
	const search = useSearch({ strict: false });
	const at = Math.max(0, steps.indexOf(search.step as (typeof steps)[number]));
	const handle = useDraft(slug, blast);
	const problem = useRef<HTMLDivElement>(null);
	const { channel_id: channel, message } = handle.draft;
	const templates = useQuery({ ...templatesQuery(slug, channel), enabled: Boolean(channel) }).data;
	const chosen = message.kind === "template" ? message.template : undefined;
	const template = templates?.find((known) => known.name === chosen?.name && known.language === chosen.language);
	const empty = (template?.variables ?? []).filter(isShown).some((v) => !message.variables?.[variableId(v)]);
	const [filling, setFilling] = useState(false); // somebody wanted to go on without filling in what is empty
	const go = async (index: number) => {
		setFilling(at === 1 && index > at && empty);
		if (at === 1 && index > at && empty) {
			return;
		}
		if (!(await handle.save())) {
			// The reason stands at the top, and the button that was pressed at the bottom.
			requestAnimationFrame(() => problem.current?.scrollIntoView({ block: "center" }));
		} else {
			navigate({
				to: "/w/$ws/blasts/$blast/edit",
				params: { ws: slug, blast: blast.id },
				search: { step: steps[index] },
			});
		}
	};
	const status = handle.saving ? t("blast.saving") : handle.dirty ? t("blast.unsaved") : t("blast.draftSaved");
	return (
		<Page>
			<PageHeader
				title={handle.draft.name || t("blast.untitled")}
				subtitle={
					<Group gap={6} role="status">
						<IconCloudCheck size={16} aria-hidden /> {status}
					</Group>
				}
				back={{ to: `/w/${slug}/blasts`, label: t("nav.blasts") }}
				actions={blast.state === "draft" && <DeleteDraft blast={blast} />}
			/>
			<StepBar
				label={t("blast.steps")}
				active={at}
				onGo={go}
				steps={[t("blast.step1"), t("blast.step2"), t("blast.step3"), t("blast.step4")]}
			/>
			{denied && <Notice tone="mute">{t(denied)}</Notice>}
			{handle.error !== null && (
				<div ref={problem} style={{ marginBottom: 16 }}>
					<ProblemNotice
						error={handle.error}
						onRetry={
							toProblem(handle.error).code === "blast.changed"
								? () => client.resetQueries({ queryKey: blastKeys.one(slug, blast.id) })
								: () => void handle.save()
						}
					/>
				</div>
			)}
			<fieldset disabled={Boolean(denied)} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
				{at === 0 && <StepRecipients blast={blast} handle={handle} />}
				{at === 1 && <StepMessage blast={blast} handle={handle} filling={filling} />}
				{at === 2 && <StepSchedule blast={blast} handle={handle} />}
				{at === 3 && <StepReview blast={blast} handle={handle} />}
			</fieldset>
			<Group justify="space-between" mt="lg">
				{at > 0 ? (
					<Button variant="default" leftSection={<IconArrowLeft size={17} aria-hidden />} onClick={() => go(at - 1)}>
						{t("common.back")}
					</Button>
				) : (
					<span />
				)}
				{at < steps.length - 1 && (
					<Button
						rightSection={<IconArrowRight size={17} aria-hidden />}
						loading={handle.saving}
						onClick={() => go(at + 1)}
					>
						{t("common.next")}
					</Button>
				)}
			</Group>
			<Text size="xs" c="dimmed" mt="md">
				{t("blast.linkHint")}
			</Text>
		</Page>
	);
}

/** The composer of a blast. Each step has an address; the draft is on the server. */
export function ComposerPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { blast: id } = useParams({ from: "/w/$ws/blasts/$blast/edit" });
	const query = useQuery(blastQuery(slug, id));
	const blast = query.data;
	if (!blast) {
		return (
			<Page>
				{query.error ? (
					<ProblemNotice error={query.error} onRetry={() => query.refetch()} />
				) : (
					<Center py="xl">
						<Loader aria-label={t("common.loading")} />
					</Center>
				)}
			</Page>
		);
	}
	if (blast.state !== "draft" && !(blast.state === "scheduled" || (blast.state === "held" && !blast.started_at))) {
		return <Navigate to="/w/$ws/blasts/$blast" params={{ ws: slug, blast: id }} replace />;
	}
	return <Composer blast={blast} key={blast.id} />;
}
