import { Group, NativeSelect, Text } from "@mantine/core";
import { IconPlus, IconRefresh, IconTemplate } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Template } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { readTrail, writeTrail } from "@/lib/trail";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { SearchInput } from "@/ui/search-input";
import { TemplateQuality, TemplateState } from "@/ui/template-state";
import { toastDone, toastProblem } from "@/ui/toast";
import { findTemplatesQuery, templateQuery, useTemplateChanges } from "../api/templates";
import { TemplateDetails } from "../components/template-details";

const states = ["APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", "SUBMITTING", "NOT_CREATED", "DELETED"];

const kindOf = (row: Template) =>
	`${codeText("language", row.language)} · ${codeText("templateCategory", row.category.toLowerCase())}`;

/** The templates of all channels: their state, what to do about it, and the way to write new ones. */
export function TemplatesPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	// Only WhatsApp has templates.
	const channels = useQuery(channelsQuery(slug)).data?.filter(({ kind }) => kind !== "instagram") ?? [];
	const find = { search: search.search, channel: search.channel, status: search.state, cursor: search.cursor };
	const query = useQuery({ ...findTemplatesQuery(slug, find), placeholderData: keepPreviousData });
	const rows = query.data?.items;
	const shown = search.template;
	const listed = rows?.find((row) => row.id === shown);
	const one = useQuery({ ...templateQuery(slug, shown ?? ""), enabled: Boolean(shown) && !listed });
	const template = listed ?? (shown ? one.data : undefined);
	const { sync } = useTemplateChanges(slug);
	const go = (more: Record<string, string | undefined>) =>
		navigate({ to: "/w/$ws/templates", params: { ws: slug }, search: { ...search, ...more }, resetScroll: false });
	const filter = (more: Record<string, string | undefined>) => go({ ...more, cursor: undefined, trail: undefined });
	const nameOf = (id: string) => channels.find((channel) => channel.id === id)?.name ?? "";
	const filtered = Boolean(search.search || search.channel || search.state);
	const usable = channels.filter((channel) => channel.state !== "disconnected");
	const create = (
		<GuardedButton
			right="manage"
			leftSection={<IconPlus size={17} aria-hidden />}
			onClick={() =>
				usable.length === 0
					? navigate({ to: "/w/$ws/channels/connect", params: { ws: slug } })
					: navigate({ to: "/w/$ws/templates/new", params: { ws: slug } })
			}
		>
			{t(usable.length === 0 && query.data ? "channel.connect" : "template.create")}
		</GuardedButton>
	);
	return (
		<Page>
			<PageHeader
				title={t("nav.templates")}
				subtitle={t("template.subtitle")}
				actions={
					(rows?.length || filtered) && (
						<>
							<GuardedButton
								right="edit"
								variant="default"
								leftSection={<IconRefresh size={16} aria-hidden />}
								loading={sync.isPending}
								onClick={() =>
									sync.mutate(
										channels.filter(({ state }) => state === "connected").map(({ id }) => id),
										{ onSuccess: (n) => toastDone(t("template.synced", { n })), onError: toastProblem },
									)
								}
							>
								{t("template.sync")}
							</GuardedButton>
							{create}
						</>
					)
				}
			/>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{(Boolean(rows?.length) || filtered) && (
				<Group mb="md" gap="xs" grow preventGrowOverflow={false}>
					<SearchInput
						label={t("template.search")}
						value={search.search ?? ""}
						onSearch={(text) => filter({ search: text || undefined })}
					/>
					{channels.length > 1 && (
						<NativeSelect
							aria-label={t("blast.channel")}
							value={search.channel ?? ""}
							onChange={(event) => filter({ channel: event.currentTarget.value || undefined })}
							data={[
								{ value: "", label: t("template.allChannels") },
								...channels.map((channel) => ({ value: channel.id, label: channel.name })),
							]}
						/>
					)}
					<NativeSelect
						aria-label={t("jobs.state")}
						value={search.state ?? ""}
						onChange={(event) => filter({ state: event.currentTarget.value || undefined })}
						data={[
							{ value: "", label: t("template.allStates") },
							...states.map((state) => ({ value: state, label: codeText("templateState", state.toLowerCase()) })),
						]}
					/>
				</Group>
			)}
			{rows?.length === 0 ? (
				filtered ? (
					<EmptyState icon={IconTemplate} title={t("template.noneFound")} text={t("template.noneFoundText")} />
				) : (
					<EmptyState icon={IconTemplate} title={t("template.none")} text={t("template.firstText")} actions={create} />
				)
			) : (
				!query.error && (
					<DataTable
						label={t("nav.templates")}
						rows={rows}
						rowKey={(row) => row.id}
						selected={shown}
						onOpen={(row) => go({ template: row.id })}
						columns={[
							{
								key: "name",
								title: t("template.name"),
								cell: (row) => (
									<>
										<b style={{ overflowWrap: "anywhere" }}>{row.name}</b>
										<Text size="sm" c="dimmed">
											{kindOf(row)}
										</Text>
									</>
								),
							},
							{ key: "channel", title: t("blast.channel"), cell: (row) => nameOf(row.channel_id) },
							{
								key: "quality",
								title: t("channel.quality"),
								cell: (row) => <TemplateQuality quality={row.quality} />,
							},
							{ key: "state", title: t("jobs.state"), cell: (row) => <TemplateState template={row} />, right: true },
						]}
						card={(row) => (
							<>
								<b style={{ overflowWrap: "anywhere" }}>{row.name}</b>
								<Text size="sm" c="dimmed" mt={2}>
									{kindOf(row)}
									{channels.length > 1 && ` · ${nameOf(row.channel_id)}`}
								</Text>
								<Group gap="xs" mt={6}>
									<TemplateState template={row} />
									<TemplateQuality quality={row.quality} />
								</Group>
							</>
						)}
					/>
				)
			)}
			<Pager
				current={search.cursor ?? ""}
				trail={readTrail(search.trail)}
				next={query.data?.next}
				onGo={(to, trail) => go({ cursor: to || undefined, trail: writeTrail(trail) })}
			/>
			<TemplateDetails
				template={template}
				channel={channels.find((channel) => channel.id === template?.channel_id)}
				onClose={() => go({ template: undefined })}
			/>
		</Page>
	);
}
