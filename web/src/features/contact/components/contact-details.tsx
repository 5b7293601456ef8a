import { Button, Group, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconArrowsJoin2, IconDownload, IconTrash, IconTrashX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Contact, Group as ContactGroup, Field } from "@/api/types";
import { workspaceUrl } from "@/lib/api";
import { formatDateTime } from "@/lib/format";
import { fieldProblems } from "@/lib/problem";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { GuardedButton } from "@/ui/guarded-button";
import { LeaveGuard } from "@/ui/leave-guard";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone, toastProblem, toastUndo } from "@/ui/toast";
import { useContactChanges } from "../api/contacts";
import { ContactFields } from "./contact-fields";
import { HandleList } from "./handle-list";
import { MergeContact } from "./merge-contact";

interface Props {
	contact: Contact;
	groups: ContactGroup[];
	fields: Field[];
	onDeleted: () => void;
}

const valuesOf = (contact: Contact) => ({
	name: contact.name,
	phone: contact.phone ?? "",
	email: contact.email ?? "",
	fields: contact.fields as Record<string, unknown>,
	group_ids: contact.groups.map((group) => group.id),
});

export function ContactDetails({ contact, groups, fields, onDeleted }: Props) {
	const { t } = useTranslation();
	const { slug, rights } = useWorkspace();
	const denied = useDenial("edit");
	const { update, setGroups, remove } = useContactChanges(slug);
	const [deleting, setDeleting] = useState(false);
	const [merging, setMerging] = useState(false);
	const form = useForm({ initialValues: valuesOf(contact) });
	const save = form.onSubmit(async ({ group_ids, ...input }) => {
		try {
			if (form.isDirty("name") || form.isDirty("phone") || form.isDirty("email") || form.isDirty("fields")) {
				await update.mutateAsync({ id: contact.id, ...input });
			}
			if (form.isDirty("group_ids")) {
				await setGroups.mutateAsync({ id: contact.id, group_ids });
			}
			form.setInitialValues(form.values);
			form.reset();
			const left = contact.groups.filter(({ id }) => !group_ids.includes(id));
			if (left.length > 0) {
				const before = contact.groups.map(({ id }) => id);
				toastUndo(t("contacts.leftGroups", { groups: left.map(({ name }) => name).join(", ") }), () =>
					setGroups.mutateAsync({ id: contact.id, group_ids: before }).then(() => {
						form.setInitialValues({ ...form.getInitialValues(), group_ids: before });
						form.setFieldValue("group_ids", before);
					}, toastProblem),
				);
			} else {
				toastDone(t("common.saved"));
			}
		} catch (err) {
			form.setErrors(fieldProblems(err));
		}
	});
	const error = update.error ?? setGroups.error;
	return (
		<form onSubmit={save}>
			<div className="kp-label">{t("contacts.details")}</div>
			<Stack mt="xs">
				<TextInput label={t("contacts.name")} disabled={Boolean(denied)} {...form.getInputProps("name")} />
				<TextInput label={t("contacts.phone")} type="tel" disabled={Boolean(denied)} {...form.getInputProps("phone")} />
				<TextInput
					label={t("contacts.email")}
					type="email"
					disabled={Boolean(denied)}
					{...form.getInputProps("email")}
				/>
				<HandleList handles={contact.handles} />
				<MultiSelect
					label={t("contacts.groups")}
					disabled={Boolean(denied)}
					searchable
					data={groups.map((group) => ({ value: group.id, label: group.name }))}
					{...form.getInputProps("group_ids")}
				/>
				<ContactFields
					fields={fields}
					disabled={Boolean(denied)}
					values={form.values.fields}
					onChange={(key, value) => form.setFieldValue("fields", { ...form.values.fields, [key]: value })}
					errors={form.errors as Record<string, string>}
				/>
				<Text size="xs" c="dimmed">
					{t("contacts.createdAt", { at: formatDateTime(contact.created_at) })}
				</Text>
				{error && <ProblemNotice error={error} />}
				<Group justify="space-between" gap="xs">
					<Group gap={0}>
						<GuardedButton
							right="edit"
							always
							variant="subtle"
							color="bata"
							leftSection={<IconTrash size={16} aria-hidden />}
							onClick={() => setDeleting(true)}
						>
							{t("common.delete")}
						</GuardedButton>
						<GuardedButton
							right="edit"
							variant="subtle"
							leftSection={<IconArrowsJoin2 size={16} aria-hidden />}
							onClick={() => setMerging(true)}
						>
							{t("contacts.merge")}
						</GuardedButton>
					</Group>
					<Button
						type="submit"
						disabled={!form.isDirty() || Boolean(denied)}
						loading={update.isPending || setGroups.isPending}
					>
						{t("common.save")}
					</Button>
				</Group>
				{rights?.includes("manage") && (
					<Button
						component="a"
						href={workspaceUrl(slug, `/contacts/${contact.id}/export`)}
						download
						variant="subtle"
						justify="flex-start"
						leftSection={<IconDownload size={16} aria-hidden />}
					>
						{t("transfer.contact")}
					</Button>
				)}
				{rights?.includes("delete") && (
					<Button
						renderRoot={(props) => (
							<Link {...props} to="/w/$ws/privacy/deletion" params={{ ws: slug }} search={{ contact: contact.id }} />
						)}
						variant="subtle"
						color="bata"
						justify="flex-start"
						leftSection={<IconTrashX size={16} aria-hidden />}
					>
						{t("erasure.allOfContact")}
					</Button>
				)}
			</Stack>
			<LeaveGuard dirty={form.isDirty()} />
			<MergeContact contact={contact} fields={fields} opened={merging} onClose={() => setMerging(false)} />
			<Confirm
				opened={deleting}
				onClose={() => setDeleting(false)}
				title={t("contacts.deleteTitle")}
				confirm={t("contacts.deleteConfirm")}
				danger
				onConfirm={async () => {
					await remove.mutateAsync(contact.id);
					toastDone(t("contacts.deleted"));
					// What was typed went with the contact: nobody is asked about it.
					flushSync(() => form.reset());
					onDeleted();
				}}
			>
				{t("contacts.deleteText")}
			</Confirm>
		</form>
	);
}
