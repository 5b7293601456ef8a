import { ActionIcon, Button, Group, Menu, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { IconDots, IconKey, IconPlugConnectedX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { useChannelChanges } from "../api/channels";
import { CheckList } from "./check-list";

function TokenForm({ channel, onDone }: { channel: Channel; onDone: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { replaceToken } = useChannelChanges(slug);
	const [token, setToken] = useState("");
	const save = (event: FormEvent) => {
		event.preventDefault();
		replaceToken.mutate({ id: channel.id, token: token.trim() });
	};
	if (replaceToken.data) {
		return (
			<Stack>
				<CheckList checks={replaceToken.data.checks ?? []} />
				<Group justify="flex-end">
					<Button onClick={onDone}>{t("common.close")}</Button>
				</Group>
			</Stack>
		);
	}
	return (
		<form onSubmit={save}>
			<Stack>
				<PasswordInput
					label={t("channel.token")}
					description={t("channel.tokenHint")}
					autoComplete="off"
					data-autofocus
					visibilityToggleButtonProps={{ "aria-label": t("channel.showToken") }}
					value={token}
					onChange={(event) => setToken(event.currentTarget.value)}
				/>
				{replaceToken.error && <ProblemNotice error={replaceToken.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={replaceToken.isPending} disabled={!token.trim()}>
						{t("channel.replaceToken")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

export function ChannelActions({ channel }: { channel: Channel }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("manage");
	const navigate = useNavigate();
	const { disconnect } = useChannelChanges(slug);
	const [open, setOpen] = useState<"token" | "disconnect" | null>(null);
	if (denied) {
		return null;
	}
	return (
		<>
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon variant="default" size={36} aria-label={t("nav.more")}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setOpen("token")}>
						{t("channel.replaceToken")}
					</Menu.Item>
					<Menu.Item
						color="bata"
						leftSection={<IconPlugConnectedX size={16} aria-hidden />}
						onClick={() => setOpen("disconnect")}
					>
						{t("channel.disconnect")}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Modal
				opened={open === "token"}
				onClose={() => setOpen(null)}
				title={<Text fw={700}>{t("channel.replaceToken")}</Text>}
				closeButtonProps={{ "aria-label": t("common.close") }}
			>
				<TokenForm channel={channel} onDone={() => setOpen(null)} />
			</Modal>
			<Confirm
				opened={open === "disconnect"}
				onClose={() => setOpen(null)}
				title={t("channel.disconnectTitle", { name: channel.name })}
				confirm={t("channel.disconnect")}
				danger
				onConfirm={async () => {
					await disconnect.mutateAsync(channel.id);
					toastDone(t("channel.disconnected"));
					navigate({ to: "/w/$ws/channels", params: { ws: slug } });
				}}
			>
				{t("channel.disconnectText")}
			</Confirm>
		</>
	);
}
