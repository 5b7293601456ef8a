import { Group, NativeSelect, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Blast, Recipient } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { readTrail, writeTrail } from "@/lib/trail";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { Tick } from "@/ui/tick";
import { recipientsQuery } from "../api/blasts";

const states = [
	"planned",
	"queued",
	"held",
	"sending",
	"accepted",
	"sent",
	"delivered",
	"read",
	"skipped",
	"failed",
	"unknown",
] as const;

export function RecipientTable({ blast }: { blast: Blast }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const state = states.find((known) => known === search.state) ?? "";
	const cursor = search.cursor ?? "";
	const query = useQuery({ ...recipientsQuery(slug, blast.id, state, cursor), placeholderData: keepPreviousData });
	const go = (more: Record<string, string | undefined>) =>
		navigate({ to: "/w/$ws/blasts/$blast", params: { ws: slug, blast: blast.id }, search: more, resetScroll: false });
	const look = (row: Recipient) => (
		<Group gap={6} wrap="nowrap">
			<Tick state={row.state} />
			<span>{codeText("state", row.state)}</span>
		</Group>
	);
	const why = (row: Recipient) =>
		[row.reason && codeText("reason", row.reason), row.code].filter(Boolean).join(" · ") || "–";
	const rows = query.data?.items;
	return (
		<Section
			title={t("blast.recipients")}
			action={
				<NativeSelect
					aria-label={t("blast.filterState")}
					size="xs"
					value={state}
					onChange={(event) => go({ state: event.currentTarget.value || undefined })}
					data={[
						{ value: "", label: t("blast.allStates") },
						...states.map((value) => ({
							value,
							label: `${t(`state.${value}`)} (${formatNumber(blast.counts[value])})`,
						})),
					]}
				/>
			}
		>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{rows?.length === 0 ? (
				<EmptyState plain icon={IconUsers} title={t("blast.noRecipients")} />
			) : (
				!query.error && (
					<DataTable
						label={t("blast.recipients")}
						rows={rows}
						rowKey={(row) => row.contact_id}
						columns={[
							{
								key: "name",
								title: t("contacts.name"),
								cell: (row) => (
									<Text inherit lineClamp={2} component="div" className="kp-name">
										<Link to="/w/$ws/contacts" params={{ ws: slug }} search={{ contact: row.contact_id }}>
											{row.name || row.phone_display || t("contacts.unnamed")}
										</Link>
									</Text>
								),
							},
							{
								key: "phone",
								title: t("contacts.phone"),
								cell: (row) => <span style={{ whiteSpace: "nowrap" }}>{row.phone_display}</span>,
							},
							{ key: "state", title: t("jobs.state"), cell: look },
							{ key: "why", title: t("held.reason"), cell: why },
							{
								key: "at",
								title: t("blast.when"),
								cell: (row) => (row.at ? formatDateTime(row.at) : "–"),
								right: true,
							},
						]}
						card={(row) => (
							<>
								<Group justify="space-between" wrap="nowrap">
									<Text fw={600} lineClamp={2} className="kp-name">
										{row.name || row.phone_display}
									</Text>
									<Text size="sm" component="div" style={{ flex: "none" }}>
										{look(row)}
									</Text>
								</Group>
								<Text size="sm" c="dimmed">
									{row.phone_display}
								</Text>
								{row.reason && <Text size="sm">{why(row)}</Text>}
							</>
						)}
					/>
				)
			)}
			<Pager
				current={cursor}
				trail={readTrail(search.trail)}
				next={query.data?.next}
				onGo={(to, trail) => go({ state: state || undefined, cursor: to || undefined, trail: writeTrail(trail) })}
			/>
		</Section>
	);
}
