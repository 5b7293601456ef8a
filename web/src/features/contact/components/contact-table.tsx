import { Group, Text } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { formatDate } from "@/lib/format";
import { ContactAvatar } from "@/ui/contact-avatar";
import { type Choice, DataTable } from "@/ui/data-table";
import { StateBadge } from "@/ui/state-badge";
import { ConsentBadge } from "./consent-badge";

const shownGroups = 2;

function Groups({ contact }: { contact: Contact }) {
	return (
		<Group gap={4}>
			{contact.groups.slice(0, shownGroups).map((group) => (
				<StateBadge key={group.id} tone="mute">
					{group.name}
				</StateBadge>
			))}
			{contact.groups.length > shownGroups && (
				<Text size="xs" c="dimmed">
					+{contact.groups.length - shownGroups}
				</Text>
			)}
		</Group>
	);
}

export function ContactTable({
	rows,
	selected,
	onOpen,
	choice,
}: {
	rows?: Contact[];
	selected?: string;
	onOpen: (contact: Contact) => void;
	choice?: Choice<Contact>;
}) {
	const { t } = useTranslation();
	const title = (contact: Contact) => contact.name || contact.phone_display || t("contacts.unnamed");
	const stopped = (contact: Contact) =>
		contact.suppressed && (
			<StateBadge tone="bata" icon={IconBan}>
				{t("contacts.suppressed")}
			</StateBadge>
		);
	return (
		<DataTable
			label={t("nav.contacts")}
			rows={rows}
			rowKey={(contact) => contact.id}
			selected={selected}
			onOpen={onOpen}
			choice={choice}
			columns={[
				{
					key: "name",
					title: t("contacts.name"),
					cell: (contact) => (
						<Group gap="sm" wrap="nowrap">
							<ContactAvatar id={contact.id} name={title(contact)} size={30} />
							<Text fw={600} lineClamp={1} className="kp-name">
								{title(contact)}
							</Text>
						</Group>
					),
				},
				{
					key: "phone",
					title: t("contacts.phone"),
					cell: (contact) => <span style={{ whiteSpace: "nowrap" }}>{contact.phone_display ?? "–"}</span>,
				},
				{ key: "groups", title: t("contacts.groups"), cell: (contact) => <Groups contact={contact} /> },
				{
					key: "promo",
					title: t("contacts.promo"),
					cell: (contact) => stopped(contact) || <ConsentBadge consent={contact.consents.promo} />,
				},
				{ key: "at", title: t("contacts.created"), cell: (contact) => formatDate(contact.created_at), right: true },
			]}
			card={(contact) => (
				<Group gap="sm" wrap="nowrap" align="flex-start">
					<ContactAvatar id={contact.id} name={title(contact)} size={38} />
					<div style={{ minWidth: 0, flex: 1 }}>
						<Text fw={600} className="kp-clip">
							{title(contact)}
						</Text>
						<Text size="sm" c="dimmed">
							{contact.phone_display ?? t("contacts.noPhone")}
						</Text>
						<Group gap={4} mt={contact.groups.length > 0 ? 6 : 0}>
							<Groups contact={contact} />
						</Group>
					</div>
					{stopped(contact) || <ConsentBadge consent={contact.consents.promo} />}
				</Group>
			)}
		/>
	);
}
