import { Box, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InstagramAccount } from "@/api/types";
import { formatDate, formatListTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useDenial } from "@/lib/workspace";
import { Facts } from "@/ui/facts";
import { GuardedButton } from "@/ui/guarded-button";
import { StateBadge } from "@/ui/state-badge";
import { AccountNotices } from "./account-notices";
import { AccountPicture } from "./account-picture";
import { DisconnectModal } from "./disconnect-modal";
import { EraseModal } from "./erase-modal";
import { IceBreakersModal } from "./ice-breakers";
import { PermissionList } from "./permission-list";

const looks = {
	connected: { tone: "laut", icon: IconCircleCheck },
	needs_attention: { tone: "kunyit", icon: IconAlertTriangle },
	disconnected: { tone: "mute", icon: IconPlugConnectedX },
} as const;

function useFacts(account: InstagramAccount): [string, string][] {
	const { t } = useTranslation();
	if (account.state === "disconnected") {
		return account.left_at ? [[t("instagram.leftAt"), formatDate(account.left_at)]] : [];
	}
	const events = {
		on: account.last_event
			? t("instagram.eventsLast", { at: formatListTime(account.last_event) })
			: t("instagram.eventsOn"),
		off: t("instagram.eventsOff"),
		"": t("instagram.eventsUnknown"),
	}[account.webhook];
	const date = account.token_expires && formatDate(account.token_expires);
	const access = !date
		? t("instagram.accessUnknown")
		: account.token_expiring || account.state !== "connected"
			? t("instagram.accessEnds", { date })
			: t("instagram.accessUntil", { date });
	const facts: [string, string][] = [
		[t("instagram.access"), access],
		[t("instagram.events"), events],
	];
	if (account.connected_at) {
		facts.push([t("instagram.connectedSince"), formatDate(account.connected_at)]);
	}
	return facts;
}

/** One account: who it is, how it is, what it allows, and the ways in and out. */
export function AccountCard({
	account,
	onConnect,
	connecting,
	highlighted,
}: {
	account: InstagramAccount;
	onConnect: () => void;
	connecting: boolean;
	highlighted: boolean;
}) {
	const { t } = useTranslation();
	const [open, setOpen] = useState<"disconnect" | "erase" | "questions" | null>(null);
	const erases = useDenial("delete", true) === null;
	const facts = useFacts(account);
	const look = looks[account.state];
	const gone = account.state === "disconnected";
	const ill =
		account.state === "needs_attention" ||
		account.token_expiring ||
		account.permissions.some(({ granted }) => !granted) ||
		account.webhook === "off";
	return (
		<Box
			component="section"
			className="kp-card"
			p={{ base: "md", sm: 20 }}
			aria-label={`@${account.username}`}
			style={highlighted ? { borderColor: "var(--kp-laut)" } : undefined}
		>
			<Stack gap="md">
				<Group justify="space-between" align="flex-start" gap="sm">
					<Group gap="sm" wrap="nowrap" miw={0}>
						<AccountPicture account={account} />
						<div style={{ minWidth: 0 }}>
							<Title order={2} className="kp-clip">
								@{account.username}
							</Title>
							<Text size="sm" c="dimmed">
								{[account.name, t("instagram.followers", { n: formatNumber(account.followers) })]
									.filter(Boolean)
									.join(" · ")}
							</Text>
						</div>
					</Group>
					<StateBadge tone={look.tone} icon={look.icon}>
						{codeText("channelState", account.state)}
					</StateBadge>
				</Group>
				<AccountNotices account={account} />
				{facts.length > 0 && <Facts rows={facts} />}
				{!gone && <PermissionList account={account} />}
				<Group gap="xs">
					{(gone || ill) && (
						<GuardedButton right="manage" size="sm" onClick={onConnect} loading={connecting}>
							{t("instagram.reconnect")}
						</GuardedButton>
					)}
					{account.state === "connected" && (
						<GuardedButton right="manage" size="sm" variant="default" onClick={() => setOpen("questions")}>
							{t("instagram.iceBreakers")}
						</GuardedButton>
					)}
					{!gone && (
						<GuardedButton right="manage" always size="sm" variant="default" onClick={() => setOpen("disconnect")}>
							{t("instagram.disconnect")}
						</GuardedButton>
					)}
					{gone && erases && (
						<Button size="sm" variant="default" c="var(--kp-bata-ink)" onClick={() => setOpen("erase")}>
							{t("instagram.erase")}
						</Button>
					)}
				</Group>
			</Stack>
			<IceBreakersModal account={account} opened={open === "questions"} onClose={() => setOpen(null)} />
			<DisconnectModal account={account} opened={open === "disconnect"} onClose={() => setOpen(null)} />
			<EraseModal account={account} opened={open === "erase"} onClose={() => setOpen(null)} key={String(open)} />
		</Box>
	);
}
