import { Button, Group, List, Modal, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { InstagramAccount } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { useAccountChanges } from "../api/accounts";

/** Says exactly what is deleted, and deletes it once the name of the account is typed. */
export function EraseModal({
	account,
	opened,
	onClose,
}: {
	account: InstagramAccount;
	opened: boolean;
	onClose: () => void;
}) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { erase } = useAccountChanges(slug);
	const [typed, setTyped] = useState("");
	const matches = typed.trim().replace(/^@/, "").toLowerCase() === account.confirm.toLowerCase();
	const act = (event: FormEvent) => {
		event.preventDefault();
		if (!matches) {
			return;
		}
		erase.mutate(
			{ id: account.id, confirm: typed },
			{
				onSuccess: ({ events }) => {
					toastDone(t("instagram.erased", { n: formatNumber(events) }));
					onClose();
				},
			},
		);
	};
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={<Text fw={700}>{t("instagram.eraseTitle", { name: account.username })}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<form onSubmit={act}>
				<Text size="sm" component="div">
					{t("instagram.eraseText")}
					<List size="sm" my="xs" spacing={4}>
						<List.Item>{t("instagram.eraseAccount")}</List.Item>
						<List.Item>{t("instagram.eraseEvents", { n: formatNumber(account.collected) })}</List.Item>
					</List>
					{t("instagram.eraseStays")}
				</Text>
				<TextInput
					mt="md"
					label={t("instagram.eraseConfirm", { name: account.confirm })}
					value={typed}
					onChange={(event) => setTyped(event.currentTarget.value)}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					data-autofocus
				/>
				{erase.error && <ProblemNotice error={erase.error} />}
				<Group justify="flex-end" mt="lg" gap="xs">
					<Button variant="default" onClick={onClose}>
						{t("common.cancel")}
					</Button>
					<Button type="submit" color="bata" disabled={!matches} loading={erase.isPending}>
						{t("instagram.erase")}
					</Button>
				</Group>
			</form>
		</Modal>
	);
}
