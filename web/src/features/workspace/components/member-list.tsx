import { Group, Text } from "@mantine/core";
import { IconSend, IconSendOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Member } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { ContactAvatar } from "@/ui/contact-avatar";
import { DataTable } from "@/ui/data-table";
import { ProblemNotice } from "@/ui/problem-notice";
import { StateBadge } from "@/ui/state-badge";

export function MemberList() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useQuery({
		queryKey: [slug, "workspace", "members"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/members", { params: { path: inWorkspace(slug) } }))).items ??
			[],
	});
	const person = (member: Member) => (
		<Group gap="sm" wrap="nowrap">
			<ContactAvatar id={member.user_id} name={member.name || member.username} />
			<div>
				<Text fw={600}>{member.name || member.username}</Text>
				<Text size="xs" c="dimmed">
					{member.username}
				</Text>
			</div>
		</Group>
	);
	const right = (member: Member) => (
		<StateBadge tone={member.can_send ? "laut" : "mute"} icon={member.can_send ? IconSend : IconSendOff}>
			{member.can_send ? t("members.maySend") : t("members.mayNotSend")}
		</StateBadge>
	);
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	return (
		<>
			<DataTable
				label={t("settings.members")}
				rows={query.data}
				rowKey={(member) => member.user_id}
				columns={[
					{ key: "name", title: t("members.name"), cell: person },
					{ key: "role", title: t("members.role"), cell: (member) => codeText("role", member.role) },
					{ key: "send", title: t("members.send"), cell: right, right: true },
				]}
				card={(member) => (
					<>
						{person(member)}
						<Group justify="space-between" mt={8}>
							<Text size="sm">{codeText("role", member.role)}</Text>
							{right(member)}
						</Group>
					</>
				)}
			/>
			<Text size="sm" c="dimmed" mt="sm">
				{t("members.how")}
			</Text>
		</>
	);
}
