import { Group, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { IconBrandInstagram, IconBrandWhatsapp, IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { ChannelState } from "../components/channel-state";
import classes from "./channels-page.module.css";

export function ChannelsPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const query = useQuery(channelsQuery(slug));
	// Of an account whose data was deleted a nameless channel stays, for what was sent through it.
	const channels = query.data?.filter(({ kind, account_id }) => kind !== "instagram" || account_id !== "");
	const connect = (
		<GuardedButton
			right="manage"
			leftSection={<IconPlus size={17} aria-hidden />}
			onClick={() => navigate({ to: "/w/$ws/channels/connect", params: { ws: slug } })}
		>
			{t("channel.connect")}
		</GuardedButton>
	);
	return (
		<Page>
			<PageHeader
				title={t("nav.channels")}
				subtitle={t("channel.subtitle")}
				actions={channels?.length ? connect : undefined}
			/>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && <Skeleton height={150} radius={14} />}
			{channels?.length === 0 && (
				<EmptyState icon={IconPlugConnected} title={t("channel.none")} text={t("channel.noneText")} actions={connect} />
			)}
			<SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
				{channels?.map((channel) => (
					<Link
						key={channel.id}
						to={channel.kind === "instagram" ? "/w/$ws/social/instagram" : "/w/$ws/channels/$channel"}
						params={{ ws: slug, channel: channel.id }}
						className={classes.card}
					>
						<Group gap="sm" wrap="nowrap">
							<span className={classes.sign} aria-hidden>
								{channel.kind === "instagram" ? (
									<IconBrandInstagram size={24} stroke={1.6} />
								) : (
									<IconBrandWhatsapp size={24} stroke={1.6} />
								)}
							</span>
							<div style={{ minWidth: 0 }}>
								<Text fw={700} className="kp-clip">
									{channel.name}
								</Text>
								<Text size="sm" c="dimmed">
									{channel.display_phone || codeText("channelKind", channel.kind)}
								</Text>
							</div>
						</Group>
						<Group justify="space-between" mt="md">
							<ChannelState channel={channel} />
							<Text size="sm" c="dimmed">
								{channel.daily_limit > 0
									? t("channel.usedToday", {
											used: formatNumber(channel.usage.day),
											limit: formatNumber(channel.daily_limit),
										})
									: t("channel.sentToday", { used: formatNumber(channel.usage.day) })}
							</Text>
						</Group>
						{channel.state !== "connected" && channel.state_reason && (
							<Text size="sm" mt="xs">
								{codeText("channelReason", channel.state_reason)}
							</Text>
						)}
					</Link>
				))}
			</SimpleGrid>
		</Page>
	);
}
