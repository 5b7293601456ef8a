import { Group, Text } from "@mantine/core";
import { IconBrandInstagram } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";

/** How accounts of networks know a contact. They are told by the network; nobody types them. */
export function HandleList({ handles }: { handles: Contact["handles"] }) {
	const { t } = useTranslation();
	return handles.map(({ channel_id, username }) => (
		<Group key={channel_id + username} gap={6} wrap="nowrap">
			<IconBrandInstagram size={16} aria-hidden />
			<Text size="sm">{username ? `@${username}` : t("contacts.handleUnknown")}</Text>
		</Group>
	));
}
