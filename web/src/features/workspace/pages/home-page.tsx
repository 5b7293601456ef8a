import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDay, formatNumber } from "@/lib/format";
import { blastsQuery, channelsQuery, contactCountQuery, jobsQuery, meQuery, unreadQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProgressParts } from "@/ui/progress-parts";
import { Section } from "@/ui/section";
import { Attention } from "../components/attention";
import { StartChecklist } from "../components/start-checklist";
import { Tile } from "../components/tile";

export function HomePage() {
	const { t } = useTranslation();
	const { slug, name, stop_all: stop } = useWorkspace();
	const me = useQuery(meQuery).data;
	const channels = useQuery(channelsQuery(slug)).data;
	const contacts = useQuery(contactCountQuery(slug, {})).data;
	const unread = useQuery(unreadQuery(slug)).data;
	const blasts = useQuery(blastsQuery(slug)).data;
	const jobs = useQuery(jobsQuery(slug)).data;
	const running =
		blasts?.items.filter(
			(blast) => blast.state === "running" || blast.state === "paused" || blast.state === "stopping",
		) ?? [];
	const blasted = Boolean(blasts?.items.some((blast) => blast.started_at));
	const known = channels !== undefined && contacts !== undefined && blasts !== undefined;
	const fresh = known && (channels.length === 0 || contacts.count === 0 || !blasted);
	const show = (n: number | undefined) => (n === undefined ? "–" : formatNumber(n));
	return (
		<Page>
			<PageHeader
				title={t("home.title", { name: me?.user.name || me?.user.username || "" })}
				subtitle={`${formatDay(Date.now())} · ${name}`}
			/>
			<Stack gap="md">
				{fresh && <StartChecklist connected={channels.length > 0} imported={contacts.count > 0} blasted={blasted} />}
				<SimpleGrid cols={{ base: 2, md: 4 }} spacing={{ base: "xs", sm: "sm" }}>
					<Tile
						to="/w/$ws/inbox"
						search={{ view: "unread" }}
						label={t("home.waiting")}
						value={show(unread)}
						alert={Boolean(unread)}
					/>
					<Tile to="/w/$ws/contacts" label={t("home.contacts")} value={show(contacts?.count)} />
					<Tile to="/w/$ws/blasts" label={t("home.runningBlasts")} value={show(blasts && running.length)} />
					<Tile to="/w/$ws/held" label={t("home.held")} value={show(stop.held_count)} alert={stop.held_count > 0} />
				</SimpleGrid>
				<SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
					<Attention channels={channels} jobs={jobs} />
					<Section
						title={t("home.running")}
						action={
							<Button
								component={Link}
								to={`/w/${slug}/blasts`}
								variant="subtle"
								size="compact-sm"
								rightSection={<IconArrowRight size={15} aria-hidden />}
							>
								{t("home.allBlasts")}
							</Button>
						}
					>
						{running.length === 0 && (
							<Text c="dimmed" size="sm">
								{t("home.noneRunning")}
							</Text>
						)}
						<Stack gap="md">
							{running.map((blast) => (
								<div key={blast.id}>
									<Group justify="space-between" mb={6}>
										<Link to="/w/$ws/blasts/$blast" params={{ ws: slug, blast: blast.id }} style={{ fontWeight: 600 }}>
											{blast.name}
										</Link>
										<Text size="sm" c="dimmed">
											{formatNumber(blast.counts.total)}
										</Text>
									</Group>
									<ProgressParts counts={blast.counts} />
								</div>
							))}
						</Stack>
					</Section>
				</SimpleGrid>
			</Stack>
		</Page>
	);
}
