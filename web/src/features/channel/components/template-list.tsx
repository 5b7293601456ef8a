import { Group, Modal, Stack, Text } from "@mantine/core";
import { IconRefresh, IconTemplate } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { templatesQuery } from "@/lib/queries";
import { templateView } from "@/lib/template";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { PhonePreview } from "@/ui/phone-preview";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { TemplateState } from "@/ui/template-state";
import { toastDone, toastProblem } from "@/ui/toast";
import { useChannelChanges } from "../api/channels";

export function TemplateList({ channel }: { channel: Channel }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const shown = useSearch({ strict: false }).template;
	const query = useQuery(templatesQuery(slug, channel.id));
	const { sync, resumeTemplate } = useChannelChanges(slug);
	const open = (template?: string) =>
		navigate({
			to: "/w/$ws/channels/$channel",
			params: { ws: slug, channel: channel.id },
			search: { template },
			resetScroll: false,
		});
	const template = query.data?.find((known) => known.id === shown);
	return (
		<Section
			title={t("template.title")}
			text={t("template.text")}
			action={
				<GuardedButton
					right="edit"
					size="xs"
					variant="default"
					leftSection={<IconRefresh size={16} aria-hidden />}
					loading={sync.isPending}
					onClick={() =>
						sync.mutate(channel.id, {
							onSuccess: ({ synced }) =>
								toastDone(synced === undefined ? t("template.syncing") : t("template.synced", { n: synced })),
							onError: toastProblem,
						})
					}
				>
					{t("template.sync")}
				</GuardedButton>
			}
		>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.data?.length === 0 ? (
				<EmptyState plain icon={IconTemplate} title={t("template.none")} text={t("template.noneText")} />
			) : (
				!query.error && (
					<DataTable
						label={t("template.title")}
						rows={query.data}
						rowKey={(row) => row.id}
						onOpen={(row) => open(row.id)}
						columns={[
							{
								key: "name",
								title: t("template.name"),
								cell: (row) => <b style={{ overflowWrap: "anywhere" }}>{row.name}</b>,
							},
							{ key: "language", title: t("template.language"), cell: (row) => codeText("language", row.language) },
							{
								key: "category",
								title: t("template.category"),
								cell: (row) => codeText("templateCategory", row.category.toLowerCase()),
							},
							{ key: "state", title: t("jobs.state"), cell: (row) => <TemplateState template={row} />, right: true },
						]}
						card={(row) => (
							<>
								<b style={{ overflowWrap: "anywhere" }}>{row.name}</b>
								<Group justify="space-between" mt={6}>
									<Text size="sm" c="dimmed">
										{codeText("language", row.language)} · {codeText("templateCategory", row.category.toLowerCase())}
									</Text>
									<TemplateState template={row} />
								</Group>
							</>
						)}
					/>
				)
			)}
			<Modal
				opened={template !== undefined}
				onClose={() => open()}
				title={<Text fw={700}>{template?.name}</Text>}
				closeButtonProps={{ "aria-label": t("common.close") }}
			>
				{template && (
					<Stack align="center">
						{!template.sendable && (
							<Notice
								tone="kunyit"
								title={codeText("templateState", template.status.toLowerCase())}
								action={
									template.paused_reason && (
										<GuardedButton
											right="manage"
											size="xs"
											loading={resumeTemplate.isPending}
											onClick={() => resumeTemplate.mutate(template.id, { onError: toastProblem })}
										>
											{t("channel.resumeTemplate")}
										</GuardedButton>
									)
								}
							>
								{(template.rejected_reason && codeText("templateRejected", template.rejected_reason.toLowerCase())) ||
									(template.not_sendable_reason
										? codeText("templateReason", template.not_sendable_reason)
										: t("template.notSendable"))}
							</Notice>
						)}
						<PhonePreview
							sender={channel.verified_name || channel.name}
							view={templateView(template)}
							label={t("template.preview")}
							note={t("template.examples")}
						/>
					</Stack>
				)}
			</Modal>
		</Section>
	);
}
