import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatListTime } from "@/lib/format";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { contactConversationsQuery } from "../api/conversations";
import { NetworkIcon } from "./network-icon";

/** The other conversations with the same person, on other channels; one click leads there. */
export function OtherConversations({ contact, open }: { contact: string; open: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { view, search, kind } = useSearch({ strict: false });
	const channels = useQuery(channelsQuery(slug)).data;
	const others = (useQuery(contactConversationsQuery(slug, contact)).data ?? []).filter(({ id }) => id !== open);
	if (others.length === 0) {
		return null;
	}
	return (
		<Stack gap={6} mt="lg">
			<div className="kp-label">{t("inbox.alsoOn")}</div>
			{others.map((other) => {
				const channel = channels?.find(({ id }) => id === other.channel_id);
				return (
					<Button
						key={other.id}
						variant="default"
						size="sm"
						justify="space-between"
						leftSection={<NetworkIcon kind={channel?.kind} size={16} />}
						rightSection={other.last_at && <small>{formatListTime(other.last_at)}</small>}
						onClick={() =>
							navigate({ to: "/w/$ws/inbox", params: { ws: slug }, search: { view, search, kind, c: other.id } })
						}
					>
						{channel?.name ?? t("inbox.thread")}
					</Button>
				);
			})}
		</Stack>
	);
}
