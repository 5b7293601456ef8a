import { IconClock, IconLock, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { StateBadge } from "@/ui/state-badge";
import { networkOf } from "../network";
import { useTimeLeft } from "../time-left";

const soon = 2 * 60;

/** Time in words: days and hours, hours and minutes, or minutes. */
export function useLeft() {
	const { t } = useTranslation();
	return (minutes: number): string => {
		const hours = Math.floor(minutes / 60);
		if (hours >= 48) {
			return t("inbox.daysLeft", { d: Math.floor(hours / 24), h: hours % 24 });
		}
		return hours > 0
			? t("inbox.hoursLeft", { h: hours, m: minutes % 60 })
			: t("inbox.minutesLeft", { m: Math.max(minutes, 0) });
	};
}

/** How long one may still answer: freely, or after that as a person where the network allows it. */
export function WindowSign({ conversation, kind }: { conversation: Conversation; kind: string | undefined }) {
	const { t } = useTranslation();
	const left = useLeft();
	const minutes = useTimeLeft(conversation.window_until);
	const human = useTimeLeft(conversation.human_until);
	const { instagram } = networkOf(kind);
	if (minutes > 0) {
		return (
			<StateBadge
				tone={minutes <= soon ? "kunyit" : "laut"}
				icon={IconClock}
				title={instagram ? t("inbox.windowInstagram") : t("inbox.windowText")}
			>
				{left(minutes)}
			</StateBadge>
		);
	}
	if (human > 0) {
		return (
			<StateBadge tone="kunyit" icon={IconUser} title={t("inbox.humanText")}>
				{t("inbox.human", { left: left(human) })}
			</StateBadge>
		);
	}
	return (
		<StateBadge tone="mute" icon={IconLock} title={instagram ? t("inbox.closedInstagram") : t("inbox.closedText")}>
			{instagram ? t("inbox.closedWeek") : t("inbox.closed")}
		</StateBadge>
	);
}
