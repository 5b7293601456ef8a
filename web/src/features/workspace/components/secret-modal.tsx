import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SecretShown } from "@/ui/secret-shown";

export interface Secret {
	title: string;
	label: string;
	value: string;
	text: string;
}

/** Shows a secret until the person says that it is kept; it does not close by a slip beside it. */
export function SecretModal({ secret, onClose }: { secret: Secret | null; onClose: () => void }) {
	const { t } = useTranslation();
	return (
		<Modal
			opened={secret !== null}
			onClose={onClose}
			closeOnClickOutside={false}
			withCloseButton={false}
			title={<Text fw={700}>{secret?.title}</Text>}
		>
			{secret && <SecretShown {...secret} />}
			<Group justify="flex-end" mt="lg">
				<Button onClick={onClose}>{t("secret.done")}</Button>
			</Group>
		</Modal>
	);
}
