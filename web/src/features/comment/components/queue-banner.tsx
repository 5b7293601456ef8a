import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dayKey, formatDateTime, formatNumber, formatTime } from "@/lib/format";
import { channelsQuery, privateLinesQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { accountName } from "../words";

/** How many private replies wait for their turn, account by account. */
export function QueueBanner() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const channels = useQuery(channelsQuery(slug)).data;
	const lines = useQuery(privateLinesQuery(slug)).data?.filter(({ waiting }) => waiting > 0) ?? [];
	if (lines.length === 0) {
		return null;
	}
	const when = (at: string) => (dayKey(at) === dayKey(Date.now()) ? formatTime(at) : formatDateTime(at));
	return (
		<Stack gap="xs" mb="md">
			{lines.map(({ channel_id, waiting, last_at, per_hour }) => (
				<Notice
					key={channel_id}
					tone="mute"
					title={t(last_at ? "automation.waitingUntil" : "automation.waiting", {
						account: accountName(channels?.find(({ id }) => id === channel_id)),
						n: formatNumber(waiting),
						time: last_at ? when(last_at) : "",
					})}
				>
					{per_hour > 0 && t("automation.pace", { n: formatNumber(per_hour) })}
				</Notice>
			))}
		</Stack>
	);
}
