import { Progress, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Section } from "@/ui/section";
import { StateBadge } from "@/ui/state-badge";
import classes from "./numbers.module.css";

const looks = {
	connected: { tone: "laut", icon: IconCircleCheck },
	needs_attention: { tone: "kunyit", icon: IconAlertTriangle },
	disconnected: { tone: "mute", icon: IconPlugConnectedX },
} as const;

/** How each number is: whether it works, how Meta judges it, and what it has used of its day. */
export function Numbers({ channels: all }: { channels?: Channel[] }) {
	const { t } = useTranslation();
	// An Instagram account that has left is on its own page as long as something of it is kept.
	const channels = all?.filter(({ kind, state }) => kind !== "instagram" || state !== "disconnected");
	const { slug } = useWorkspace();
	return (
		<Section title={t("home.numbers")}>
			{channels?.length === 0 && (
				<Text c="dimmed" size="sm">
					{t("home.noNumbers")}
				</Text>
			)}
			<ul className={classes.list}>
				{channels?.map((channel) => {
					const look = looks[channel.state];
					// The network's own limit, or a lower one of the shop's.
					const limit = Math.min(channel.daily_limit || Infinity, channel.limits.per_day || Infinity);
					const used = channel.usage.day;
					return (
						<li key={channel.id}>
							<div className={classes.head}>
								<Link to="/w/$ws/channels/$channel" params={{ ws: slug, channel: channel.id }} className="kp-clip">
									{channel.name}
								</Link>
								<StateBadge tone={look.tone} icon={look.icon}>
									{codeText("channelState", channel.state)}
								</StateBadge>
							</div>
							{Number.isFinite(limit) && (
								<Progress
									value={(used / limit) * 100}
									color={used / limit > 0.9 ? "kunyit" : undefined}
									size="sm"
									aria-label={t("home.usedOf", { used: formatNumber(used), limit: formatNumber(limit) })}
								/>
							)}
							<div className={classes.foot}>
								<span>
									{Number.isFinite(limit)
										? t("home.usedOf", { used: formatNumber(used), limit: formatNumber(limit) })
										: t("home.used", { used: formatNumber(used) })}
								</span>
								{channel.quality && (
									<span>{t("home.quality", { quality: codeText("quality", channel.quality.toLowerCase()) })}</span>
								)}
							</div>
						</li>
					);
				})}
			</ul>
		</Section>
	);
}
