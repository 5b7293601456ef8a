import { IconAlertTriangle, IconCircleCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { StateBadge } from "@/ui/state-badge";

const looks = {
	connected: { tone: "laut", icon: IconCircleCheck },
	needs_attention: { tone: "kunyit", icon: IconAlertTriangle },
	disconnected: { tone: "mute", icon: IconPlugConnectedX },
} as const;

export function ChannelState({ channel }: { channel: Channel }) {
	useTranslation();
	const look = looks[channel.state] ?? looks.needs_attention;
	return (
		<StateBadge tone={look.tone} icon={look.icon}>
			{codeText("channelState", channel.state)}
		</StateBadge>
	);
}
