import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSpeakerphone } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { blastsQuery } from "@/lib/queries";
import { useShortcut } from "@/lib/shortcuts";
import { readTrail, writeTrail } from "@/lib/trail";
import { useHidden } from "@/lib/undo";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { ProgressParts } from "@/ui/progress-parts";
import { useBlastChanges } from "../api/blasts";
import { BlastState } from "../components/blast-state";

function when(blast: Blast): string {
	return formatDateTime(blast.started_at ?? blast.scheduled_at ?? blast.created_at);
}

export function BlastsPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const cursor = search.cursor ?? "";
	const query = useQuery({ ...blastsQuery(slug, cursor), placeholderData: keepPreviousData });
	const { create } = useBlastChanges(slug);
	const [text, setText] = useState("");
	const hidden = useHidden();
	const rows = query.data?.items?.filter((blast) => !hidden.has(blast.id));
	const denied = useDenial("send");
	const open = (blast: Blast, replace?: boolean) =>
		navigate({
			replace,
			to: blast.state === "draft" ? "/w/$ws/blasts/$blast/edit" : "/w/$ws/blasts/$blast",
			params: { ws: slug, blast: blast.id },
		});
	const name = (on: boolean) =>
		navigate({ to: "/w/$ws/blasts", params: { ws: slug }, search: { ...search, new: on ? "1" : undefined } });
	useShortcut("newBlast", () => name(true), !denied);
	const make = (event: FormEvent) => {
		event.preventDefault();
		if (text.trim()) {
			create.mutate(text.trim(), { onSuccess: (blast) => open(blast, true) });
		}
	};
	const add = (
		<GuardedButton right="send" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => name(true)}>
			{t("blast.create")}
		</GuardedButton>
	);
	return (
		<Page>
			<PageHeader title={t("nav.blasts")} subtitle={t("blast.subtitle")} actions={rows?.length ? add : undefined} />
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{rows?.length === 0 ? (
				<EmptyState icon={IconSpeakerphone} title={t("blast.none")} text={t("blast.noneText")} actions={add} />
			) : (
				!query.error && (
					<DataTable
						label={t("nav.blasts")}
						rows={rows}
						rowKey={(blast) => blast.id}
						onOpen={(blast) => open(blast)}
						columns={[
							{
								key: "name",
								title: t("blast.name"),
								cell: (blast) => (
									<b className="kp-name" style={{ display: "block" }}>
										{blast.name}
									</b>
								),
							},
							{ key: "state", title: t("jobs.state"), cell: (blast) => <BlastState blast={blast} /> },
							{
								key: "progress",
								title: t("jobs.progress"),
								width: 220,
								cell: (blast) => (blast.counts.total > 0 ? <ProgressParts counts={blast.counts} thin /> : "–"),
							},
							{
								key: "total",
								title: t("blast.recipients"),
								cell: (blast) => (blast.counts.total > 0 ? formatNumber(blast.counts.total) : "–"),
								right: true,
							},
							{ key: "at", title: t("blast.when"), cell: when, right: true },
						]}
						card={(blast) => (
							<>
								<Group justify="space-between" wrap="nowrap" align="flex-start">
									<Text fw={600} className="kp-name">
										{blast.name}
									</Text>
									<BlastState blast={blast} />
								</Group>
								<Text size="sm" c="dimmed" my={6}>
									{blast.counts.total > 0 ? `${t("blast.toPeople", { n: formatNumber(blast.counts.total) })} · ` : ""}
									{when(blast)}
								</Text>
								{blast.counts.total > 0 && <ProgressParts counts={blast.counts} thin />}
							</>
						)}
					/>
				)
			)}
			<Pager
				current={cursor}
				trail={readTrail(search.trail)}
				next={query.data?.next}
				onGo={(to, trail) =>
					navigate({
						to: "/w/$ws/blasts",
						params: { ws: slug },
						search: { cursor: to || undefined, trail: writeTrail(trail) },
					})
				}
			/>
			<Modal
				opened={search.new === "1" && !denied}
				onClose={() => name(false)}
				title={<Text fw={700}>{t("blast.create")}</Text>}
				closeButtonProps={{ "aria-label": t("common.close") }}
			>
				<form onSubmit={make}>
					<Stack>
						<TextInput
							label={t("blast.name")}
							description={t("blast.nameHint")}
							placeholder={t("blast.nameExample")}
							data-autofocus
							value={text}
							onChange={(event) => setText(event.currentTarget.value)}
						/>
						{create.error && <ProblemNotice error={create.error} />}
						<Group justify="flex-end">
							<Button type="submit" disabled={!text.trim()} loading={create.isPending}>
								{t("blast.createDraft")}
							</Button>
						</Group>
					</Stack>
				</form>
			</Modal>
		</Page>
	);
}
