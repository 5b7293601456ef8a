import { Button, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AuditLine } from "@/api/types";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";
import { formatDateTime, localToInstant } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { membersQuery } from "@/lib/queries";
import { readTrail, writeTrail } from "@/lib/trail";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { actions, groupOf, groups, subjectPath } from "../audit-actions";

const oneDay = 86_400_000;
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The first instant of a day in the workspace's zone, or of one that comes later. */
const dayStart = (day: string, later = 0) =>
	new Date(localToInstant(`${day}T00:00`).getTime() + later * oneDay).toISOString();

/** Who did what, for owners. The filters and the page are part of the address. */
export function AuditList() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const {
		group = "",
		action = "",
		actor = "",
		from = "",
		until = "",
		cursor = "",
		trail,
	} = useSearch({ strict: false });
	const members = useQuery(membersQuery(slug));
	const filter = {
		group: group || undefined,
		action: action || undefined,
		actor: actor || undefined,
		from: from ? dayStart(from) : undefined,
		until: until ? dayStart(until, 1) : undefined,
	};
	const query = useQuery({
		queryKey: [slug, "workspace", "audit", filter, cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/audit", {
					params: { path: inWorkspace(slug), query: { ...filter, cursor, limit: 50 } },
				}),
			),
		placeholderData: keepPreviousData,
	});
	const go = (change: Record<string, string | undefined>) =>
		navigate({
			to: "/w/$ws/settings",
			params: { ws: slug },
			search: { tab: "audit", group, action, actor, from, until, ...change },
		});
	const file = new URLSearchParams(Object.entries(filter).filter((pair): pair is [string, string] => !!pair[1]));
	const by = (line: AuditLine) => (line.actor ? line.actor.name || t("audit.gone") : t("audit.operator"));
	const what = (line: AuditLine) => {
		const path = subjectPath(slug, line.action, line.subject_id);
		const words = codeText("action", line.action);
		return (
			<div>
				<Text size="sm">{path ? <Link to={path}>{words}</Link> : words}</Text>
				{line.subject_person && (
					<Text size="xs" c="dimmed">
						{line.subject_person.name} · {line.subject_person.username}
					</Text>
				)}
			</div>
		);
	};
	const items = query.data?.items;
	return (
		<Section
			title={t("settings.audit")}
			text={t("audit.text")}
			action={
				<Button
					component="a"
					variant="default"
					size="sm"
					leftSection={<IconDownload size={16} aria-hidden />}
					href={workspaceUrl(slug, `/audit/export.csv?${file}`)}
					download
				>
					{t("audit.export")}
				</Button>
			}
		>
			<Stack gap="sm">
				<SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }}>
					<NativeSelect
						label={t("audit.action")}
						value={action || (group && `${group}.`)}
						onChange={(event) => {
							const { value } = event.currentTarget;
							go(value.endsWith(".") ? { group: groupOf(value), action: "" } : { group: "", action: value });
						}}
						data={[
							{ value: "", label: t("audit.all") },
							...groups.map((name) => ({
								group: upperFirst(codeText("auditGroup", name)),
								items: [
									{ value: `${name}.`, label: t("audit.allOf", { group: codeText("auditGroup", name) }) },
									...actions
										.filter((one) => groupOf(one) === name)
										.map((value) => ({ value, label: codeText("action", value) })),
								],
							})),
						]}
					/>
					<NativeSelect
						label={t("audit.by")}
						value={actor}
						onChange={(event) => go({ actor: event.currentTarget.value })}
						data={[
							{ value: "", label: t("audit.everybody") },
							...(members.data ?? []).map(({ user_id, name, username }) => ({
								value: user_id,
								label: name || username,
							})),
						]}
					/>
					<TextInput
						type="date"
						label={t("audit.from")}
						value={from}
						onChange={(event) => go({ from: event.currentTarget.value })}
					/>
					<TextInput
						type="date"
						label={t("audit.until")}
						value={until}
						onChange={(event) => go({ until: event.currentTarget.value })}
					/>
				</SimpleGrid>
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{items?.length === 0 ? (
					<EmptyState plain icon={IconHistory} title={t("audit.none")} text={t("audit.noneText")} />
				) : (
					<DataTable
						label={t("settings.audit")}
						rows={items ?? undefined}
						rowKey={(line) => String(line.seq)}
						columns={[
							{ key: "at", title: t("audit.at"), cell: (line) => formatDateTime(line.at), width: 150 },
							{ key: "by", title: t("audit.by"), cell: by },
							{ key: "what", title: t("audit.action"), cell: what },
						]}
						card={(line) => (
							<>
								<Group justify="space-between" gap="xs">
									<Text fw={600}>{by(line)}</Text>
									<Text size="xs" c="dimmed">
										{formatDateTime(line.at)}
									</Text>
								</Group>
								{what(line)}
							</>
						)}
					/>
				)}
				<Pager
					trail={readTrail(trail)}
					next={query.data?.next}
					current={cursor}
					onGo={(to, passed) => go({ cursor: to, trail: writeTrail(passed) })}
				/>
			</Stack>
		</Section>
	);
}
