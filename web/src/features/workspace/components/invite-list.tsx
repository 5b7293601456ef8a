import { Button, Group, Stack, Text } from "@mantine/core";
import { IconClock, IconClockX, IconMailPlus, IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Invite } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { StateBadge } from "@/ui/state-badge";
import { toastDone, toastProblem } from "@/ui/toast";
import { invitesQuery, useMemberChanges } from "../api/members";
import { mayTouch } from "../roles";
import { InviteModal } from "./invite-modal";
import { type Secret, SecretModal } from "./secret-modal";

const signs = { open: IconClock, expired: IconClockX, void: IconUserOff };
const tones = { open: "laut", expired: "kunyit", void: "mute" } as const;

/** Invitations that were not used yet, and the way to make one. */
export function InviteList() {
	const { t } = useTranslation();
	const { slug, role: own } = useWorkspace();
	const denied = useDenial("manage", true);
	const query = useQuery({ ...invitesQuery(slug), enabled: denied === null });
	const { renew, revoke } = useMemberChanges(slug);
	const [asking, setAsking] = useState(false);
	const [secret, setSecret] = useState<Secret | null>(null);
	const show = (path: string) =>
		setSecret({
			title: t("invite.made"),
			label: t("invite.link"),
			value: window.location.origin + path,
			text: t("invite.linkText"),
		});
	const again = (invite: Invite) =>
		renew.mutate(invite.id, { onSuccess: ({ path }) => show(path), onError: toastProblem });
	const end = (invite: Invite) =>
		revoke.mutate(invite.id, { onSuccess: () => toastDone(t("invite.revoked")), onError: toastProblem });

	const person = (invite: Invite) => (
		<div>
			<Text fw={600}>{invite.name}</Text>
			<Text size="xs" c="dimmed">
				{[codeText("role", invite.role), invite.note].filter(Boolean).join(" · ")}
			</Text>
		</div>
	);
	const state = (invite: Invite) => (
		<StateBadge tone={tones[invite.state]} icon={signs[invite.state]} title={codeText("inviteHint", invite.state)}>
			{codeText("inviteState", invite.state)}
		</StateBadge>
	);
	const acts = (invite: Invite) =>
		mayTouch(own, invite.role) && (
			<Group gap="xs" justify="flex-end" wrap="nowrap">
				<GuardedButton right="manage" size="compact-sm" variant="default" onClick={() => again(invite)}>
					{t("invite.renew")}
				</GuardedButton>
				<Button size="compact-sm" variant="subtle" color="bata" onClick={() => end(invite)}>
					{t("invite.revoke")}
				</Button>
			</Group>
		);
	return (
		<Section
			title={t("invite.list")}
			text={t("invite.listText")}
			action={
				<GuardedButton
					right="manage"
					size="sm"
					leftSection={<IconMailPlus size={17} aria-hidden />}
					onClick={() => setAsking(true)}
				>
					{t("invite.new")}
				</GuardedButton>
			}
		>
			<Stack gap="sm">
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.data?.length === 0 && (
					<Text size="sm" c="dimmed">
						{t("invite.none")}
					</Text>
				)}
				{query.data && query.data.length > 0 && (
					<DataTable
						label={t("invite.list")}
						rows={query.data}
						rowKey={(invite) => invite.id}
						columns={[
							{ key: "name", title: t("members.name"), cell: person },
							{ key: "state", title: t("invite.state"), cell: state },
							{ key: "until", title: t("invite.until"), cell: (invite) => formatDateTime(invite.expires_at) },
							{ key: "act", title: "", cell: acts, right: true },
						]}
						card={(invite) => (
							<>
								<Group justify="space-between" wrap="nowrap" align="flex-start">
									{person(invite)}
									{state(invite)}
								</Group>
								<Text size="xs" c="dimmed" my={8}>
									{t("invite.until")}: {formatDateTime(invite.expires_at)}
								</Text>
								{acts(invite)}
							</>
						)}
					/>
				)}
			</Stack>
			<InviteModal opened={asking} onClose={() => setAsking(false)} onMade={show} />
			<SecretModal secret={secret} onClose={() => setSecret(null)} />
		</Section>
	);
}
