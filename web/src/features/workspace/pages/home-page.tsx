import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Send } from "@/api/types";
import { dayKey, formatDay, formatLength, formatNumber } from "@/lib/format";
import {
	anyConversationQuery,
	blastsQuery,
	channelsQuery,
	contactCountQuery,
	instagramAccountsQuery,
	jobsQuery,
	meQuery,
	privateLinesQuery,
	replyTimesQuery,
	sendsQuery,
	unreadListQuery,
} from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { sampleQuery } from "../api/sample";
import { Attention } from "../components/attention";
import { Numbers } from "../components/numbers";
import { Running } from "../components/running";
import { SampleNotice } from "../components/sample-notice";
import { SampleOffer } from "../components/sample-offer";
import { StartChecklist } from "../components/start-checklist";
import { Tile } from "../components/tile";
import { Waiting } from "../components/waiting";

const onePage = 100;
const going = ["running", "paused", "stopping"];

/** "12", or "100+" when the page it was counted on is full; undefined for none. */
const counted = (n: number, whole: number) =>
	n === 0 ? undefined : n === whole && whole === onePage ? `${formatNumber(n)}+` : formatNumber(n);

export function HomePage() {
	const { t } = useTranslation();
	const { slug, name, stop_all: stop } = useWorkspace();
	const me = useQuery(meQuery).data;
	// What a number has used of its day changes with every message; nobody is told of each.
	const channelList = useQuery({ ...channelsQuery(slug), refetchInterval: 60_000 });
	const channels = channelList.data;
	const withInstagram = channels?.some(({ kind }) => kind === "instagram") ?? false;
	const lines = useQuery({ ...privateLinesQuery(slug), enabled: withInstagram }).data;
	const accounts = useQuery({
		...instagramAccountsQuery(slug),
		enabled: withInstagram,
		refetchInterval: 60_000,
	}).data;
	const contacts = useQuery(contactCountQuery(slug, {})).data;
	const unread = useQuery(unreadListQuery(slug)).data;
	const talked = useQuery(anyConversationQuery(slug)).data;
	const blastList = useQuery(blastsQuery(slug));
	const blasts = blastList.data?.items;
	const jobList = useQuery(jobsQuery(slug));
	const jobs = jobList.data;
	const failedSends = useQuery(sendsQuery(slug, "failed"));
	const failed = failedSends.data;
	const unknownSends = useQuery(sendsQuery(slug, "unknown"));
	const unknown = unknownSends.data;
	const replies = useQuery(replyTimesQuery(slug)).data;
	const today = (sends: Send[] = []) => sends.filter((send) => dayKey(send.updated_at) === dayKey(Date.now())).length;
	const commentSends = failed?.filter(({ origin }) => origin.kind === "comment");
	const commentsFailed = commentSends && counted(today(commentSends), commentSends.length);
	const failedToday = failed && (counted(today(failed), failed.length) ?? "0");
	const running = blasts?.filter((blast) => going.includes(blast.state)) ?? [];
	// What the list of what needs somebody is made of: without all of it, nobody may be told that all is well.
	const needed = [channelList, blastList, jobList, failedSends, unknownSends];
	const broken = needed.find(({ data, error }) => data === undefined && error)?.error;
	const read = needed.every(({ data }) => data !== undefined);
	const sample = useQuery(sampleQuery(slug)).data;
	const own = channels?.filter(({ kind }) => kind !== "simulated") ?? [];
	const known =
		sample !== undefined &&
		channels !== undefined &&
		contacts !== undefined &&
		blasts !== undefined &&
		blasts !== null &&
		talked !== undefined;
	const steps = known && {
		connected: own.length > 0,
		imported: contacts.count > sample.contacts,
		talked,
		blasted: blasts.some((blast) => blast.started_at && blast.channel_id !== sample.channel_id),
	};
	const show = (n: number | undefined) => (n === undefined ? "–" : formatNumber(n));
	const wait = (seconds: number | null | undefined) => (typeof seconds === "number" ? formatLength(seconds) : "–");
	return (
		<Page>
			<PageHeader
				title={t("home.title", { name: me?.user.name || me?.user.username || "" })}
				subtitle={`${formatDay(Date.now())} · ${name}`}
			/>
			<Stack gap="sm">
				{sample?.present && (
					<SampleNotice
						contacts={sample.contacts}
						blast={blasts?.find(({ id, state }) => id === sample.blast_id && state === "draft")?.id ?? null}
					/>
				)}
				{steps && Object.values(steps).includes(false) && (
					<StartChecklist {...steps} phone={own.find(({ display_phone }) => display_phone)?.display_phone ?? ""}>
						{contacts.count === 0 && own.length === 0 && !sample.present && <SampleOffer />}
					</StartChecklist>
				)}
				<SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing={{ base: "xs", sm: "sm" }}>
					<Tile
						to="/w/$ws/inbox"
						search={{ view: "unread" }}
						label={t("home.waiting")}
						value={unread ? (counted(unread.length, unread.length) ?? "0") : "–"}
						alert={Boolean(unread?.length)}
					/>
					<Tile
						to="/w/$ws/reports"
						label={t("home.replyTime")}
						value={wait(replies?.today.median_seconds)}
						note={t("home.replyTimeWeek", { time: wait(replies?.week.median_seconds) })}
					/>
					<Tile
						to="/w/$ws/channels"
						label={t("home.sentToday")}
						value={show(channels?.reduce((sum, channel) => sum + channel.usage.day, 0))}
					/>
					<Tile
						to="/w/$ws/held"
						search={{ state: "failed" }}
						label={t("home.failedToday")}
						value={failedToday ?? "–"}
					/>
					<Tile to="/w/$ws/held" label={t("home.held")} value={show(stop.held_count)} alert={stop.held_count > 0} />
				</SimpleGrid>
				<SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" style={{ alignItems: "start" }}>
					<Stack gap="sm">
						<Attention
							channels={channels}
							accounts={accounts}
							lines={lines}
							commentsFailed={commentsFailed}
							blasts={blasts ?? undefined}
							jobs={jobs}
							unknown={unknown && counted(unknown.length, unknown.length)}
							failed={failedToday === "0" ? undefined : failedToday}
							known={read}
							problem={
								broken && (
									<ProblemNotice
										error={broken}
										onRetry={() => {
											for (const query of needed.filter(({ data }) => data === undefined)) {
												query.refetch();
											}
										}}
									/>
								)
							}
						/>
						<Waiting conversations={unread} />
					</Stack>
					<Stack gap="sm">
						<Running
							blasts={running}
							jobs={jobs?.filter((job) => job.state === "running") ?? []}
							known={Boolean(jobs && blasts)}
						/>
						<Numbers channels={channels} />
					</Stack>
				</SimpleGrid>
			</Stack>
		</Page>
	);
}
