import { Box, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import { erasuresQuery } from "../api/erasures";
import { scopeText } from "../scope";
import { asksOwners, isFinal } from "../way";
import { ErasureBadge } from "./erasure-badge";

/** The way to the deletion of data, and what of it is under way. For the page on privacy; nothing for those who may not delete. */
export function EraseCard() {
	const { t } = useTranslation();
	const { slug: ws, rights } = useWorkspace();
	const may = Boolean(rights?.includes("delete"));
	const open = useQuery({ ...erasuresQuery(ws), enabled: may }).data?.filter(({ state }) => !isFinal(state)) ?? [];
	if (!may) {
		return null;
	}
	return (
		<Section
			title={t("erasure.cardTitle")}
			text={t("erasure.cardText")}
			action={
				<Button
					renderRoot={(props) => <Link {...props} to="/w/$ws/privacy/deletion" params={{ ws }} />}
					variant="default"
					size="sm"
				>
					{t("erasure.cardOpen")}
				</Button>
			}
		>
			{open.some(asksOwners) && (
				<Box mb="xs">
					<Notice tone="kunyit" title={t("erasure.asksYou")}>
						{t("erasure.asksYouText")}
					</Notice>
				</Box>
			)}
			{open.length === 0 ? (
				<Text size="sm" c="dimmed">
					{t("erasure.cardNone")}
				</Text>
			) : (
				open.map(({ id, scope, state }) => (
					<Group key={id} justify="space-between" gap="xs" py={4}>
						<Link to="/w/$ws/privacy/deletion/$erasure" params={{ ws, erasure: id }}>
							{scopeText(t, scope)}
						</Link>
						<ErasureBadge state={state} />
					</Group>
				))
			)}
		</Section>
	);
}
