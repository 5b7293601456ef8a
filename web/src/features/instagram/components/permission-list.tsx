import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InstagramAccount } from "@/api/types";
import { codeText } from "@/lib/i18n";
import classes from "./permission-list.module.css";

/** What the account allows, each permission with what it is for. */
export function PermissionList({ account }: { account: InstagramAccount }) {
	const { t } = useTranslation();
	return (
		<div>
			<Text size="sm" c="dimmed" mb={4}>
				{t("instagram.permissions")}
			</Text>
			<ul className={classes.list}>
				{account.permissions.map(({ name, granted }) => {
					const Sign = granted ? IconCheck : IconAlertTriangle;
					return (
						<li key={name} data-off={granted ? undefined : true}>
							<Sign size={16} aria-hidden />
							<span>{codeText("instagramPermission", name)}</span>
							<span className={granted ? "kp-sr" : undefined}>
								{granted ? t("instagram.granted") : t("instagram.notGranted")}
							</span>
						</li>
					);
				})}
			</ul>
		</div>
	);
}
