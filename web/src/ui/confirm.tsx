import { Button, Group, Modal, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNotice } from "./problem-notice";

interface Props {
	opened: boolean;
	title: string;
	/** What will happen, in one sentence. */
	children: ReactNode;
	confirm: string;
	danger?: boolean;
	onConfirm: () => Promise<unknown>;
	onClose: () => void;
}

/** Asks before an act that cannot be undone. It stays open, with the reason, when the act fails. */
export function Confirm({ opened, title, children, confirm, danger, onConfirm, onClose }: Props) {
	const { t } = useTranslation();
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);
	const close = () => {
		setError(null);
		onClose();
	};
	const act = async () => {
		setBusy(true);
		setError(null);
		try {
			await onConfirm();
			onClose();
		} catch (err) {
			setError(err);
		} finally {
			setBusy(false);
		}
	};
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={<Text fw={700}>{title}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<Text size="sm" component="div">
				{children}
			</Text>
			{error !== null && <ProblemNotice error={error} />}
			<Group justify="flex-end" mt="lg" gap="xs">
				<Button variant="default" onClick={close}>
					{t("common.cancel")}
				</Button>
				<Button color={danger ? "bata" : undefined} loading={busy} onClick={act} data-autofocus>
					{confirm}
				</Button>
			</Group>
		</Modal>
	);
}
