import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Member, Role } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { useMemberChanges } from "../api/members";
import { maySend } from "../roles";
import { RoleFields } from "./role-fields";

/** Changes what a member may do. */
export function MemberModal({ member, onClose }: { member: Member; onClose: () => void }) {
	const { t } = useTranslation();
	const { slug, role: own } = useWorkspace();
	const { change } = useMemberChanges(slug);
	const [role, setRole] = useState<Role>(member.role);
	const [canSend, setCanSend] = useState(member.can_send);
	const save = () =>
		change.mutate(
			{ id: member.user_id, role, can_send: canSend && maySend(role) },
			{
				onSuccess: () => {
					toastDone(t("common.saved"));
					onClose();
				},
			},
		);
	return (
		<Modal
			opened
			onClose={onClose}
			title={<Text fw={700}>{t("members.changeTitle", { name: member.name || member.username })}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<Stack gap="md">
				<RoleFields own={own} role={role} canSend={canSend} onRole={setRole} onCanSend={setCanSend} />
				<Text size="sm" c="dimmed">
					{t("members.changeAtOnce")}
				</Text>
				{change.error && <ProblemNotice error={change.error} />}
				<Group justify="flex-end" gap="xs">
					<Button variant="default" onClick={onClose}>
						{t("common.cancel")}
					</Button>
					<Button loading={change.isPending} onClick={save}>
						{t("common.save")}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
