import { Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Blast, Channel, InstagramAccount, Job, PrivateLine } from "@/api/types";
import { formatDate, formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Section } from "@/ui/section";
import classes from "./attention.module.css";

const recent = 3 * 86_400_000;
const privateReplyTime = 7 * 86_400_000;

interface Point {
	key: string;
	href: string;
	what: string;
	why: string;
	/** Nothing is left to do. */
	fine?: boolean;
}

/** An Instagram account that was disconnected here is in order; one that its owner took away is not. */
const needsSomebody = ({ kind, state, state_reason }: Channel) =>
	state !== "connected" && !(kind === "instagram" && state === "disconnected" && !state_reason);

/** A comment may be answered privately for seven days; whoever stands further back in the line gets nothing. */
const tooLong = ({ waiting, per_hour, last_at }: PrivateLine) =>
	waiting > 0 &&
	((last_at !== null && Date.parse(last_at) - Date.now() > privateReplyTime) ||
		(per_hour > 0 && (waiting / per_hour) * 3_600_000 > privateReplyTime));

/** What a person has to look at: numbers that do not work, blasts that stopped themselves, messages nobody knows the fate of. */
export function Attention({
	channels = [],
	accounts = [],
	blasts = [],
	jobs = [],
	lines = [],
	unknown,
	failed,
	commentsFailed,
	known,
	problem,
}: {
	channels?: Channel[];
	accounts?: InstagramAccount[];
	blasts?: Blast[];
	jobs?: Job[];
	/** Private replies that wait. */
	lines?: PrivateLine[];
	unknown?: string;
	failed?: string;
	/** Of those that failed, the replies to comments. */
	commentsFailed?: string;
	/** Whether all of it has been read: only then is it said that nothing needs anybody. */
	known: boolean;
	/** Why something could not be read. */
	problem?: ReactNode;
}) {
	const { t } = useTranslation();
	const { slug, licence, rights, stop_all: stop, deletion } = useWorkspace();
	const base = `/w/${slug}`;
	const points: Point[] = [
		...channels.filter(needsSomebody).map((channel) => ({
			key: channel.id,
			href: channel.kind === "instagram" ? `${base}/social/instagram` : `${base}/channels/${channel.id}`,
			what: channel.name,
			why: codeText("channelState", channel.state),
		})),
		...accounts.flatMap(({ id, username, state, token_expiring, token_expires }) =>
			state === "connected" && token_expiring && token_expires
				? [
						{
							key: id,
							href: `${base}/social/instagram`,
							what: `@${username}`,
							why: t("home.tokenExpiring", { date: formatDate(token_expires) }),
						},
					]
				: [],
		),
		...lines.filter(tooLong).map(({ channel_id, waiting }) => ({
			key: `line-${channel_id}`,
			href: `${base}/automation`,
			what: channels.find(({ id }) => id === channel_id)?.name ?? t("nav.automation"),
			why: t("home.privateLine", { n: formatNumber(waiting) }),
		})),
		...blasts
			.filter((blast) => (blast.state === "paused" && blast.state_reason) || blast.state === "held")
			.map((blast) => ({
				key: blast.id,
				href: `${base}/blasts/${blast.id}`,
				what: blast.name,
				why: blast.state_reason ? codeText("blastReason", blast.state_reason) : codeText("blastState", blast.state),
			})),
		...jobs
			.filter((job) => job.state === "failed" && Date.now() - Date.parse(job.updated_at) < recent)
			.slice(0, 3)
			.map((job) => ({
				key: job.id,
				href: `${base}/jobs`,
				what: codeText("job", job.kind),
				why: t("home.jobFailed"),
			})),
	];
	if (deletion?.waits) {
		points.push({
			key: "deletion-waits",
			href: `${base}/privacy`,
			what: t(deletion.whole ? "home.deletionWhole" : "home.deletionPart"),
			why: deletion.begins_at
				? t("home.deletionBegins", { at: formatDateTime(deletion.begins_at) })
				: t("home.deletionApproval"),
		});
	}
	if (deletion && deletion.asks > 0) {
		points.push({
			key: "deletion",
			href: `${base}/privacy`,
			what: t("home.deletionAsks"),
			why: t("home.deletionAsksCount", { n: formatNumber(deletion.asks) }),
		});
	}
	for (const { erasure_id: id, state, at } of deletion?.ends ?? []) {
		points.push({
			key: id,
			href: rights.includes("delete") ? `${base}/privacy/deletion/${id}` : `${base}/privacy`,
			what: t(`home.deletionEnd.${state}`),
			why: t(`home.deletionEndWhy.${state}`, { at: at ? formatDateTime(at) : "" }),
			fine: state !== "failed_verification",
		});
	}
	if (unknown) {
		points.push({ key: "unknown", href: `${base}/held?state=unknown`, what: t("home.unknown"), why: unknown });
	}
	if (failed) {
		points.push({ key: "failed", href: `${base}/held?state=failed`, what: t("home.failedToday"), why: failed });
	}
	if (commentsFailed) {
		points.push({
			key: "comments",
			href: `${base}/automation/matches?outcome=answered`,
			what: t("home.commentFailed"),
			why: commentsFailed,
		});
	}
	if (stop.on) {
		points.push({
			key: "stop",
			href: `${base}/held`,
			what: t("home.stopped"),
			why: t("home.heldCount", { n: formatNumber(stop.held_count) }),
		});
	}
	if (licence.state === "expiring" && licence.expires_at) {
		points.push({
			key: "licence",
			href: `${base}/settings?tab=licence`,
			what: t("home.licence"),
			why: t("home.licenceUntil", { date: formatDate(licence.expires_at) }),
		});
	}
	return (
		<Section title={t("home.attention")}>
			{problem}
			{points.length === 0 && !known && !problem && <Skeleton height={20} radius="sm" />}
			{points.length === 0 && known && (
				<Text c="dimmed" size="sm" className={classes.fine}>
					<IconCircleCheck size={18} aria-hidden /> {t("home.allFine")}
				</Text>
			)}
			{points.length > 0 && (
				<ul className={classes.list}>
					{points.map((point) => (
						<li key={point.key}>
							{point.fine ? (
								<IconCircleCheck size={18} aria-hidden className={classes.good} />
							) : (
								<IconAlertTriangle size={18} aria-hidden />
							)}
							<div>
								<Link to={point.href} className="kp-name">
									{point.what}
								</Link>
								<span>{point.why}</span>
							</div>
						</li>
					))}
				</ul>
			)}
		</Section>
	);
}
