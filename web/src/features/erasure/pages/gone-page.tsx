import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { IconBuildingStore } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText, toProblem } from "@/lib/problem";
import { meQuery } from "@/lib/queries";
import { kept } from "@/lib/storage";
import { EmptyState } from "@/ui/empty-state";
import { useTold } from "../api/erasures";
import { ToldOnce } from "../components/told-once";

interface Props {
	ws: string;
	/** As it was called while it was there. */
	name: string | undefined;
	error: unknown;
	onRetry: () => void;
}

/** Instead of a workspace that is not there for this person any more: what happened, and the way to the others. */
export function GonePage({ ws, name, error, onRetry }: Props) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const me = useQuery(meQuery).data;
	const { told } = useTold(ws);
	// When everything is read anew, nobody knows the name any more.
	const [called] = useState(() => name ?? me?.workspaces.find(({ slug }) => slug === ws)?.name ?? ws);
	useEffect(() => {
		client.invalidateQueries({ queryKey: meQuery.queryKey });
		if (kept.get("workspace") === ws) {
			kept.set("workspace", "");
		}
	}, [client, ws]);
	const erased = toProblem(error).status === 410 || Boolean(told?.whole);
	const others = me?.workspaces.filter(({ slug }) => slug !== ws) ?? [];
	return (
		<Box component="main" p="xl" maw={640} mx="auto">
			<h1 className="kp-sr">Kelola Pesan</h1>
			<EmptyState
				icon={IconBuildingStore}
				title={erased ? t("erasure.erasedTitle", { name: called }) : problemText(t, error)}
				text={t(erased ? "erasure.erasedText" : "erasure.goneText")}
				actions={
					<>
						{!erased && (
							<Button variant="default" onClick={onRetry}>
								{t("common.retry")}
							</Button>
						)}
						<Button component={Link} to="/">
							{t("notFound.home")}
						</Button>
					</>
				}
			/>
			{told && (
				<Box className="kp-card" p="lg" mt="md">
					<ToldOnce code={told.code} />
				</Box>
			)}
			{others.length > 0 && (
				<Stack gap="xs" mt="lg" component="nav" aria-label={t("erasure.others")}>
					<Text fw={600} size="sm">
						{t("erasure.others")}
					</Text>
					<Group gap="xs">
						{others.map(({ slug, name: called }) => (
							<Button
								key={slug}
								variant="default"
								renderRoot={(props) => <Link {...props} to="/w/$ws" params={{ ws: slug }} />}
							>
								{called}
							</Button>
						))}
					</Group>
				</Stack>
			)}
		</Box>
	);
}
