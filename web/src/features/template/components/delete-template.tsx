import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Template } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { useTemplateChanges } from "../api/templates";

/** Deleting cannot be undone, and the name stays taken for 30 days: so it is typed. */
export function DeleteTemplate({
	template,
	opened,
	onClose,
	onDone,
}: {
	template: Template;
	opened: boolean;
	onClose: () => void;
	onDone: () => void;
}) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { remove } = useTemplateChanges(slug);
	const [typed, setTyped] = useState("");
	const close = () => {
		setTyped("");
		remove.reset();
		onClose();
	};
	const act = (event: FormEvent) => {
		event.preventDefault();
		remove.mutate(template.id, {
			onSuccess: ({ status }) => {
				toastDone(t(status === "DELETED" ? "template.deleted" : "template.deleting"));
				setTyped("");
				onDone();
			},
		});
	};
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={<Text fw={700}>{t("template.deleteTitle")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<form onSubmit={act}>
				<Stack>
					<Text size="sm">
						{t("template.deleteText", { name: template.name, language: codeText("language", template.language) })}
					</Text>
					<TextInput
						label={t("template.deleteType", { name: template.name })}
						autoComplete="off"
						spellCheck={false}
						data-autofocus
						value={typed}
						onChange={(event) => setTyped(event.currentTarget.value)}
					/>
					{remove.error && <ProblemNotice error={remove.error} />}
					<Group justify="flex-end" gap="xs">
						<Button variant="default" onClick={close}>
							{t("common.cancel")}
						</Button>
						<Button type="submit" color="bata" loading={remove.isPending} disabled={typed.trim() !== template.name}>
							{t("template.delete")}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
