import { Button, Group, Modal, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Group as ContactGroup, Field } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { useContactChanges } from "../api/contacts";
import { ContactFields } from "./contact-fields";

const empty = { name: "", phone: "", email: "", fields: {} as Record<string, unknown>, group_ids: [] as string[] };

export function AddContact({
	opened,
	onClose,
	groups,
	fields,
}: {
	opened: boolean;
	onClose: () => void;
	groups: ContactGroup[];
	fields: Field[];
}) {
	const { t } = useTranslation();
	const { slug, settings } = useWorkspace();
	const { create } = useContactChanges(slug);
	const form = useForm({
		initialValues: empty,
		validate: {
			phone: (phone, { name }) => (phone.trim() || name.trim() ? null : t("contacts.needOne")),
		},
	});
	const close = () => {
		form.reset();
		create.reset();
		onClose();
	};
	const save = form.onSubmit((values) =>
		create.mutate(values, {
			onSuccess: (contact) => {
				toastDone(t("contacts.added", { name: contact.name || contact.phone_display || "" }));
				close();
			},
			onError: (err) => form.setErrors(fieldProblems(err)),
		}),
	);
	return (
		<Modal
			opened={opened}
			onClose={close}
			closeOnClickOutside={!form.isDirty()}
			title={<Text fw={700}>{t("contacts.add")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<form onSubmit={save}>
				<Stack>
					<TextInput label={t("contacts.name")} data-autofocus {...form.getInputProps("name")} />
					<TextInput
						label={t("contacts.phone")}
						type="tel"
						description={t("contacts.phoneHint", { prefix: settings.country_prefix })}
						placeholder="0812 3456 7890"
						{...form.getInputProps("phone")}
					/>
					<TextInput label={t("contacts.email")} type="email" {...form.getInputProps("email")} />
					<MultiSelect
						label={t("contacts.groups")}
						data={groups.map((group) => ({ value: group.id, label: group.name }))}
						searchable
						{...form.getInputProps("group_ids")}
					/>
					<ContactFields
						fields={fields}
						values={form.values.fields}
						onChange={(key, value) => form.setFieldValue("fields", { ...form.values.fields, [key]: value })}
						errors={form.errors as Record<string, string>}
					/>
					{create.error && <ProblemNotice error={create.error} />}
					<Group justify="flex-end" gap="xs">
						<Button variant="default" onClick={close}>
							{t("common.cancel")}
						</Button>
						<Button type="submit" loading={create.isPending}>
							{t("common.save")}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
