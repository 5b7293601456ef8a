import { ActionIcon, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconKey, IconPencil, IconSend, IconSendOff, IconUserMinus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Member } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { membersQuery, meQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { ContactAvatar } from "@/ui/contact-avatar";
import { DataTable } from "@/ui/data-table";
import { ProblemNotice } from "@/ui/problem-notice";
import { StateBadge } from "@/ui/state-badge";
import { toastDone } from "@/ui/toast";
import { useMemberChanges } from "../api/members";
import { mayTouch, maySend as roleMaySend } from "../roles";
import { MemberModal } from "./member-modal";
import { type Secret, SecretModal } from "./secret-modal";

type Act = { kind: "change" | "code" | "remove"; member: Member };

export function MemberList() {
	const { t } = useTranslation();
	const { slug, role: own, name: workspaceName } = useWorkspace();
	const query = useQuery(membersQuery(slug));
	const me = useQuery(meQuery).data?.user.id;
	const { remove, reissue } = useMemberChanges(slug);
	const [act, setAct] = useState<Act | null>(null);
	const [secret, setSecret] = useState<Secret | null>(null);
	const called = (member: Member) => member.name || member.username;
	const done = () => setAct(null);

	const person = (member: Member) => (
		<Group gap="sm" wrap="nowrap">
			<ContactAvatar id={member.user_id} name={called(member)} />
			<div>
				<Text fw={600}>
					{called(member)}
					{member.user_id === me && (
						<Text span c="dimmed" fw={400}>
							{" "}
							{t("members.you")}
						</Text>
					)}
				</Text>
				<Text size="xs" c="dimmed">
					{member.username}
				</Text>
			</div>
		</Group>
	);
	const right = (member: Member) => {
		const may = member.can_send && roleMaySend(member.role);
		return (
			<StateBadge tone={may ? "laut" : "mute"} icon={may ? IconSend : IconSendOff}>
				{may ? t("members.maySend") : t("members.mayNotSend")}
			</StateBadge>
		);
	};
	const menu = (member: Member) =>
		mayTouch(own, member.role) && (
			<Menu position="bottom-end" width={230}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("members.menu", { name: called(member) })}>
						<IconDots size={18} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item
						leftSection={<IconPencil size={16} aria-hidden />}
						onClick={() => setAct({ kind: "change", member })}
					>
						{t("members.change")}
					</Menu.Item>
					{member.user_id !== me && (
						<Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setAct({ kind: "code", member })}>
							{t("members.newCode")}
						</Menu.Item>
					)}
					<Menu.Item
						color="bata"
						leftSection={<IconUserMinus size={16} aria-hidden />}
						onClick={() => setAct({ kind: "remove", member })}
					>
						{t("members.remove")}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
		);
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	const name = act ? called(act.member) : "";
	return (
		<>
			<DataTable
				label={t("settings.members")}
				rows={query.data}
				rowKey={(member) => member.user_id}
				columns={[
					{ key: "name", title: t("members.name"), cell: person },
					{ key: "role", title: t("members.role"), cell: (member) => codeText("role", member.role) },
					{ key: "send", title: t("members.send"), cell: right },
					{ key: "act", title: "", cell: menu, right: true, width: 60 },
				]}
				card={(member) => (
					<>
						<Group justify="space-between" wrap="nowrap" align="flex-start">
							{person(member)}
							{menu(member)}
						</Group>
						<Group justify="space-between" mt={8}>
							<Text size="sm">{codeText("role", member.role)}</Text>
							{right(member)}
						</Group>
					</>
				)}
			/>
			{act?.kind === "change" && <MemberModal member={act.member} onClose={done} />}
			<Confirm
				opened={act?.kind === "code"}
				title={t("members.codeTitle", { name })}
				confirm={t("members.newCode")}
				onConfirm={async () => {
					const code = await reissue.mutateAsync(act?.member.user_id ?? "");
					setSecret({
						title: t("members.codeOf", { name }),
						label: t("login.code"),
						value: code.licence_code,
						text: t("members.codeText", { username: code.username }),
					});
				}}
				onClose={done}
			>
				{t("members.codeAsk")}
			</Confirm>
			<Confirm
				opened={act?.kind === "remove"}
				title={t("members.removeTitle", { name })}
				confirm={t("members.remove")}
				danger
				onConfirm={async () => {
					await remove.mutateAsync(act?.member.user_id ?? "");
					toastDone(t("members.removed", { name }));
				}}
				onClose={done}
			>
				{t("members.removeAsk", { name, workspace: workspaceName })}
			</Confirm>
			<SecretModal secret={secret} onClose={() => setSecret(null)} />
		</>
	);
}
