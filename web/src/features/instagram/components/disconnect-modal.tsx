import { List } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { InstagramAccount } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { toastDone } from "@/ui/toast";
import { useAccountChanges } from "../api/accounts";

/** Asks before an account is disconnected, and says what ends and what stays. */
export function DisconnectModal({
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
	const { disconnect } = useAccountChanges(slug);
	return (
		<Confirm
			opened={opened}
			onClose={onClose}
			title={t("instagram.disconnectTitle", { name: account.username })}
			confirm={t("instagram.disconnect")}
			danger
			onConfirm={async () => {
				await disconnect.mutateAsync(account.id);
				toastDone(t("instagram.disconnected", { name: account.username }));
			}}
		>
			{t("instagram.disconnectText")}
			<List size="sm" my="xs" spacing={4}>
				<List.Item>{t("instagram.disconnectToken")}</List.Item>
				<List.Item>{t("instagram.disconnectEvents")}</List.Item>
				<List.Item>{t("instagram.disconnectQueue")}</List.Item>
			</List>
			{t("instagram.disconnectKept")}
		</Confirm>
	);
}
