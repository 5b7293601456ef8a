import { Divider, Drawer, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Group as ContactGroup, Field } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { ContactAvatar } from "@/ui/contact-avatar";
import { ProblemNotice } from "@/ui/problem-notice";
import { contactQuery } from "../api/contacts";
import { ContactConsents } from "./contact-consents";
import { ContactDetails } from "./contact-details";

const Timeline = lazy(() => import("./timeline"));

interface Props {
	id: string | undefined;
	groups: ContactGroup[];
	fields: Field[];
	onClose: () => void;
}

/** One contact beside the list: what is known, what they agreed to, and how to change it. */
export function ContactDrawer({ id, groups, fields, onClose }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useQuery({ ...contactQuery(slug, id ?? ""), enabled: Boolean(id) });
	const contact = query.data;
	const title = contact ? contact.name || contact.phone_display || t("contacts.unnamed") : t("nav.contacts");
	return (
		<Drawer
			opened={Boolean(id)}
			onClose={onClose}
			position="right"
			size={460}
			closeButtonProps={{ "aria-label": t("common.close") }}
			// A long name must not push the close button out of the drawer.
			styles={{ title: { flex: 1, minWidth: 0 } }}
			title={
				<Group gap="sm" wrap="nowrap">
					{contact && <ContactAvatar id={contact.id} name={title} size={40} />}
					<div style={{ minWidth: 0 }}>
						<Text fw={700} size="lg" className="kp-clip">
							{title}
						</Text>
						<Text size="sm" c="dimmed">
							{contact?.phone_display}
						</Text>
					</div>
				</Group>
			}
		>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && id && <Loader aria-label={t("common.loading")} />}
			{contact && (
				<Stack gap="lg" key={contact.id}>
					<ContactConsents contact={contact} />
					<Divider />
					<ContactDetails contact={contact} groups={groups} fields={fields} onDeleted={onClose} />
					<Divider />
					<Suspense>
						<Timeline contact={contact.id} />
					</Suspense>
				</Stack>
			)}
		</Drawer>
	);
}
