import { Group, SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Facts } from "@/ui/facts";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { channelQuery, useChannelChanges } from "../api/channels";
import { ChannelActions } from "../components/channel-actions";
import { ChannelState } from "../components/channel-state";
import { CheckList } from "../components/check-list";
import { LimitsForm } from "../components/limits-form";
import { TemplateList } from "../components/template-list";

export function ChannelPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { channel: id } = useParams({ from: "/w/$ws/channels/$channel" });
	const query = useQuery(channelQuery(slug, id));
	const { selfTest, resume } = useChannelChanges(slug);
	const channel = query.data;
	const back = { to: `/w/${slug}/channels`, label: t("nav.channels") };
	if (!channel) {
		return (
			<Page>
				<PageHeader title={t("nav.channels")} back={back} />
				{query.error ? (
					<ProblemNotice error={query.error} onRetry={() => query.refetch()} />
				) : (
					<Skeleton height={240} radius={14} />
				)}
			</Page>
		);
	}
	if (channel.kind === "instagram") {
		return <Navigate to="/w/$ws/social/instagram" params={{ ws: slug }} search={{ account: id }} replace />;
	}
	const { usage } = channel;
	return (
		<Page>
			<PageHeader
				title={channel.name}
				subtitle={
					<Group gap="sm" mt={4}>
						<ChannelState channel={channel} />
						{channel.display_phone}
					</Group>
				}
				back={back}
				actions={<ChannelActions channel={channel} />}
			/>
			<Stack>
				{channel.state !== "connected" && (
					<Notice
						tone={channel.state === "disconnected" ? "mute" : "kunyit"}
						title={codeText("channelReason", channel.state_reason || channel.state)}
					>
						{t("channel.attentionText")}
					</Notice>
				)}
				{channel.paused_until && (
					<Notice
						tone="kunyit"
						title={t("channel.pausedUntil", { at: formatDateTime(channel.paused_until) })}
						action={
							<GuardedButton
								right="manage"
								size="xs"
								loading={resume.isPending}
								onClick={() => resume.mutate(channel.id)}
							>
								{t("channel.resume")}
							</GuardedButton>
						}
					/>
				)}
				<SimpleGrid cols={{ base: 1, md: 2 }}>
					<Section title={t("channel.facts")}>
						<Facts
							rows={[
								[t("channel.verifiedName"), channel.verified_name || "–"],
								[t("channel.kind"), codeText("channelKind", channel.kind)],
								[t("channel.quality"), channel.quality ? codeText("quality", channel.quality.toLowerCase()) : "–"],
								[
									t("channel.dailyLimit"),
									channel.daily_limit > 0 ? formatNumber(channel.daily_limit) : t("channel.limitUnknown"),
								],
								[
									t("channel.usage"),
									t("channel.usageText", {
										minute: formatNumber(usage.minute),
										hour: formatNumber(usage.hour),
										day: formatNumber(usage.day),
									}),
								],
								[t("channel.phoneNumberId"), channel.external_id],
								[t("channel.wabaId"), channel.account_id],
							]}
						/>
					</Section>
					<Section
						title={t("channel.checks")}
						action={
							<GuardedButton
								right="manage"
								size="xs"
								variant="default"
								leftSection={<IconStethoscope size={16} aria-hidden />}
								loading={selfTest.isPending}
								onClick={() => selfTest.mutate(channel.id)}
							>
								{t("channel.selfTest")}
							</GuardedButton>
						}
						text={selfTest.data ? undefined : t("channel.selfTestText")}
					>
						{selfTest.error && <ProblemNotice error={selfTest.error} />}
						{selfTest.data && <CheckList checks={selfTest.data.checks ?? []} />}
					</Section>
				</SimpleGrid>
				<TemplateList channel={channel} />
				<LimitsForm channel={channel} key={channel.id} />
			</Stack>
		</Page>
	);
}
