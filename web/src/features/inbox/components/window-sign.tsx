import { IconClock, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { StateBadge } from "@/ui/state-badge";
import { useTimeLeft } from "../time-left";

const soon = 2 * 60;

/** How long one may still answer freely. */
export function WindowSign({ until }: { until: string | null | undefined }) {
	const { t } = useTranslation();
	const minutes = useTimeLeft(until);
	if (minutes <= 0) {
		return (
			<StateBadge tone="mute" icon={IconLock} title={t("inbox.closedText")}>
				{t("inbox.closed")}
			</StateBadge>
		);
	}
	const left =
		minutes >= 60
			? t("inbox.hoursLeft", { h: Math.floor(minutes / 60), m: minutes % 60 })
			: t("inbox.minutesLeft", { m: minutes });
	return (
		<StateBadge tone={minutes <= soon ? "kunyit" : "laut"} icon={IconClock} title={t("inbox.windowText")}>
			{left}
		</StateBadge>
	);
}
