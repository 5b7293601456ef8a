import { Group, Text } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { Contact, Field } from "@/api/types";
import { formatDate, formatNumber } from "@/lib/format";
import type { Key } from "@/lib/i18n";
import { ContactAvatar } from "@/ui/contact-avatar";
import type { Column } from "@/ui/data-table";
import { StateBadge } from "@/ui/state-badge";
import type { BuiltColumn, ColumnKey } from "../columns";
import { ConsentBadge } from "./consent-badge";

const shownGroups = 2;

export function ContactGroups({ contact }: { contact: Contact }) {
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

export const contactTitle = (t: TFunction, contact: Contact) =>
	contact.name || contact.phone_display || username(contact) || t("contacts.unnamed");

function username({ handles }: Contact): string {
	const known = handles.find((handle) => handle.username);
	return known ? `@${known.username}` : "";
}

/** What a contact agreed to, or that nothing of the kind is sent any more. */
export function ContactConsent({
	t,
	contact,
	purpose,
}: {
	t: TFunction;
	contact: Contact;
	purpose: "promo" | "reminder";
}) {
	return contact.suppressed ? (
		<StateBadge tone="bata" icon={IconBan}>
			{t("contacts.suppressed")}
		</StateBadge>
	) : (
		<ConsentBadge consent={contact.consents[purpose]} />
	);
}

const titles: Record<BuiltColumn, Key> = {
	name: "contacts.name",
	phone: "contacts.phone",
	groups: "contacts.groups",
	promo: "contacts.promo",
	created: "contacts.created",
	email: "contacts.email",
	service: "purpose.service",
	reminder: "purpose.reminder",
	updated: "contacts.updated",
	user: "contacts.userId",
};

const fieldOf = (key: ColumnKey, fields: Field[]) => fields.find((field) => `field.${field.key}` === key);

/** What a column is called; a field by its label. */
export const columnTitle = (t: TFunction, key: ColumnKey, fields: Field[]) =>
	fieldOf(key, fields)?.label ?? (key in titles ? t(titles[key as BuiltColumn]) : key);

function fieldText(t: TFunction, field: Field, value: unknown): string {
	if (value === undefined || value === null || value === "") {
		return "–";
	}
	switch (field.type) {
		case "number":
			return typeof value === "number" ? formatNumber(value) : String(value);
		case "yes_no":
			return value === true || value === "true" ? t("common.yes") : t("common.no");
		case "date": {
			// A day has no time zone; noon keeps it the same day in all of them.
			const noon = new Date(`${String(value).slice(0, 10)}T12:00:00Z`);
			return Number.isNaN(noon.getTime()) ? String(value) : formatDate(noon);
		}
		default:
			return String(value);
	}
}

const long = (text: string) => (
	<span className="kp-clip" style={{ display: "block", maxWidth: 240 }} title={text}>
		{text}
	</span>
);

const short = (text: string) => <span style={{ whiteSpace: "nowrap" }}>{text}</span>;

type Cell = Omit<Column<Contact>, "key" | "title">;

function builtCell(t: TFunction, key: BuiltColumn): Cell {
	switch (key) {
		case "name":
			return {
				cell: (contact) => (
					<Group gap="sm" wrap="nowrap">
						<ContactAvatar id={contact.id} name={contactTitle(t, contact)} size={30} />
						<Text fw={600} lineClamp={1} className="kp-name">
							{contactTitle(t, contact)}
						</Text>
					</Group>
				),
			};
		case "phone":
			return { cell: (contact) => short(contact.phone_display || "–") };
		case "groups":
			return { cell: (contact) => <ContactGroups contact={contact} /> };
		case "promo":
		case "reminder":
			return { cell: (contact) => <ContactConsent t={t} contact={contact} purpose={key} /> };
		case "service":
			return { cell: (contact) => <ConsentBadge consent={contact.consents.service} /> };
		case "email":
			return { cell: (contact) => long(contact.email || "–") };
		case "user":
			return { cell: (contact) => long(contact.user_id || "–") };
		case "created":
			return { cell: (contact) => short(formatDate(contact.created_at)), right: true };
		case "updated":
			return { cell: (contact) => short(formatDate(contact.updated_at)), right: true };
	}
}

/** The columns of the table, as they were chosen. */
export function contactColumns(t: TFunction, keys: ColumnKey[], fields: Field[]): Column<Contact>[] {
	return keys.map((key) => {
		const field = fieldOf(key, fields);
		const cell: Cell = field
			? { cell: (contact) => long(fieldText(t, field, contact.fields[field.key])), right: field.type === "number" }
			: builtCell(t, key as BuiltColumn);
		return { key, title: columnTitle(t, key, fields), ...cell };
	});
}
