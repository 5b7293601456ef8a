import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Contact, Field } from "@/api/types";
import { ContactAvatar } from "@/ui/contact-avatar";
import { type Choice, DataTable } from "@/ui/data-table";
import type { ColumnKey } from "../columns";
import { ContactConsent, ContactGroups, contactColumns, contactTitle } from "./contact-cells";

interface Props {
	rows?: Contact[];
	columns: ColumnKey[];
	fields: Field[];
	selected?: string;
	onOpen: (contact: Contact) => void;
	choice?: Choice<Contact>;
}

export function ContactTable({ rows, columns, fields, selected, onOpen, choice }: Props) {
	const { t } = useTranslation();
	return (
		<DataTable
			label={t("nav.contacts")}
			rows={rows}
			rowKey={(contact) => contact.id}
			selected={selected}
			onOpen={onOpen}
			choice={choice}
			columns={contactColumns(t, columns, fields)}
			card={(contact) => (
				<Group gap="sm" wrap="nowrap" align="flex-start">
					<ContactAvatar id={contact.id} name={contactTitle(t, contact)} size={38} />
					<div style={{ minWidth: 0, flex: 1 }}>
						<Text fw={600} className="kp-clip">
							{contactTitle(t, contact)}
						</Text>
						<Text size="sm" c="dimmed">
							{contact.phone_display || t("contacts.noPhone")}
						</Text>
						<Group gap={4} mt={contact.groups.length > 0 ? 6 : 0}>
							<ContactGroups contact={contact} />
						</Group>
					</div>
					<ContactConsent t={t} contact={contact} purpose="promo" />
				</Group>
			)}
		/>
	);
}
