import { Radio, Stack, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { maySend, rolesToGive } from "../roles";

interface Props {
	own: Role;
	role: Role;
	canSend: boolean;
	onRole: (role: Role) => void;
	onCanSend: (may: boolean) => void;
}

/** What a person will be allowed to do: a role, and the right to send. */
export function RoleFields({ own, role, canSend, onRole, onCanSend }: Props) {
	const { t } = useTranslation();
	return (
		<Stack gap="md">
			<Radio.Group label={t("members.role")} value={role} onChange={(value) => onRole(value as Role)}>
				<Stack gap={10} mt={8}>
					{rolesToGive(own).map((given) => (
						<Radio
							key={given}
							value={given}
							label={codeText("role", given)}
							description={codeText("roleHint", given)}
						/>
					))}
				</Stack>
			</Radio.Group>
			<Switch
				label={t("members.maySend")}
				description={t("members.maySendHint")}
				checked={canSend && maySend(role)}
				disabled={!maySend(role)}
				onChange={(event) => onCanSend(event.currentTarget.checked)}
			/>
			{!maySend(role) && (
				<Text size="sm" c="dimmed">
					{t("members.viewerNeverSends")}
				</Text>
			)}
		</Stack>
	);
}
