import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { zod4Resolver } from "mantine-form-zod-resolver";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { z } from "@/lib/zod";
import { ProblemNotice } from "@/ui/problem-notice";
import { type NewInvite, useMemberChanges } from "../api/members";
import { maySend } from "../roles";
import { RoleFields } from "./role-fields";

interface Props {
	opened: boolean;
	onClose: () => void;
	/** Gets the path of the link, which nobody can ask for again. */
	onMade: (path: string) => void;
}

const hours = [24, 72, 168, 336];

/** Asks a colleague into the workspace. */
export function InviteModal({ opened, onClose, onMade }: Props) {
	const { t } = useTranslation();
	const { slug, role: own } = useWorkspace();
	const { invite } = useMemberChanges(slug);
	const form = useForm<NewInvite>({
		initialValues: { name: "", note: "", role: "agent", can_send: true, hours: 72 },
		validate: zod4Resolver(
			z.object({
				name: z.string().trim().min(1, t("invite.nameMissing")).max(80, t("problem.account.name_invalid")),
				note: z.string().max(200, t("problem.account.invite_note_invalid")),
			}),
		),
	});
	const close = () => {
		form.reset();
		invite.reset();
		onClose();
	};
	const send = (values: NewInvite) =>
		invite.mutate(
			{ ...values, can_send: values.can_send && maySend(values.role) },
			{
				onSuccess: ({ path }) => {
					close();
					onMade(path);
				},
				onError: (err) => form.setErrors(fieldProblems(err)),
			},
		);
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={<Text fw={700}>{t("invite.title")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<form onSubmit={form.onSubmit(send)} noValidate>
				<Stack gap="md">
					<TextInput label={t("invite.name")} data-autofocus {...form.getInputProps("name")} />
					<RoleFields
						own={own}
						role={form.values.role}
						canSend={form.values.can_send}
						onRole={(role: Role) => form.setFieldValue("role", role)}
						onCanSend={(may) => form.setFieldValue("can_send", may)}
					/>
					<NativeSelect
						label={t("invite.life")}
						data={hours.map((n) => ({ value: String(n), label: t("invite.days", { days: n / 24 }) }))}
						value={String(form.values.hours)}
						onChange={(event) => form.setFieldValue("hours", Number(event.currentTarget.value))}
					/>
					<Textarea
						label={t("invite.note")}
						description={t("invite.noteHint")}
						autosize
						{...form.getInputProps("note")}
					/>
					{invite.error && <ProblemNotice error={invite.error} />}
					<Group justify="flex-end" gap="xs">
						<Button variant="default" onClick={close}>
							{t("common.cancel")}
						</Button>
						<Button type="submit" loading={invite.isPending}>
							{t("invite.make")}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
