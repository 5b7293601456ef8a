import { Box, Button } from "@mantine/core";
import { IconMapSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/empty-state";

/** Inside the shell, which has a main part already, it is a plain box. */
export function NotFoundPage({ inShell }: { inShell?: boolean }) {
	const { t } = useTranslation();
	return (
		<Box component={inShell ? "div" : "main"} p="xl" maw={640} mx="auto">
			<EmptyState
				icon={IconMapSearch}
				title={t("notFound.title")}
				text={t("notFound.text")}
				actions={
					<Button component={Link} to="/">
						{t("notFound.home")}
					</Button>
				}
			/>
		</Box>
	);
}
