import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact, Field } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { useMerge } from "../api/contacts";
import { differences, type Winner } from "../merge";
import { contactTitle } from "./contact-cells";
import { HandleList } from "./handle-list";

interface Props {
	contact: Contact;
	other: Contact;
	fields: Field[];
	onBack: () => void;
	onDone: () => void;
}

/** What two contacts say differently, side by side, with the choice of what is kept. */
export function MergeCompare({ contact, other, fields, onBack, onDone }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const merge = useMerge(slug);
	const [picked, setPicked] = useState<Record<string, Winner>>({});
	const title = (who: Contact) => {
		const name = contactTitle(t, who);
		return contact.name === other.name && who.name && who.phone_display ? `${name} (${who.phone_display})` : name;
	};
	const list = differences(contact, other, fields, {
		name: t("contacts.name"),
		phone: t("contacts.phone"),
		user_id: t("contacts.userId"),
		email: t("contacts.email"),
	});
	const winner = Object.fromEntries(list.map(({ key }) => [key, picked[key] ?? "this"]));
	return (
		<Stack gap="md">
			<Text size="sm">{t("contacts.mergeText", { name: title(contact), other: title(other) })}</Text>
			{(contact.suppressed || other.suppressed) && <Notice tone="bata" title={t("contacts.mergeStop")} />}
			{list.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("contacts.mergeSame")}
				</Text>
			) : (
				<div className="kp-label">{t("contacts.mergeKeep")}</div>
			)}
			{list.map(({ key, label, values }) => (
				<Radio.Group
					key={key}
					label={label}
					value={winner[key]}
					onChange={(value) => setPicked({ ...picked, [key]: value as Winner })}
				>
					<Stack gap={6} mt={6}>
						<Radio value="this" label={values.this} />
						<Radio value="other" label={values.other} />
					</Stack>
				</Radio.Group>
			))}
			{contact.handles.length + other.handles.length > 0 && (
				<Stack gap={4}>
					<div className="kp-label">{t("contacts.mergeHandles")}</div>
					<HandleList handles={[...contact.handles, ...other.handles]} />
				</Stack>
			)}
			{merge.error && <ProblemNotice error={merge.error} />}
			<Group justify="space-between">
				<Button variant="subtle" onClick={onBack}>
					{t("contacts.mergeOther")}
				</Button>
				<Button
					color="bata"
					loading={merge.isPending}
					onClick={() => merge.mutate({ id: contact.id, other: other.id, winner }, { onSuccess: onDone })}
				>
					{t("contacts.mergeConfirm")}
				</Button>
			</Group>
		</Stack>
	);
}
