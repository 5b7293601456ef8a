import { Box, Button } from "@mantine/core";
import { IconBuildingStore } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { EmptyState } from "@/ui/empty-state";

export function NoWorkspacePage() {
	const { t } = useTranslation();
	const client = useQueryClient();
	const navigate = useNavigate();
	const leave = async () => {
		await api.DELETE("/api/v1/session");
		client.clear();
		navigate({ to: "/login" });
	};
	return (
		<Box component="main" p="xl" maw={640} mx="auto">
			<EmptyState
				icon={IconBuildingStore}
				title={t("noWorkspace.title")}
				text={t("noWorkspace.text")}
				actions={<Button onClick={leave}>{t("user.logout")}</Button>}
			/>
		</Box>
	);
}
