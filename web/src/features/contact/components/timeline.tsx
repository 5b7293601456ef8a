import { Button, Loader, Text } from "@mantine/core";
import {
	IconArrowDownLeft,
	IconArrowUpRight,
	IconBan,
	IconChecklist,
	IconGitMerge,
	IconSpeakerphone,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Moment } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { timelineQuery } from "../api/timeline";
import classes from "./timeline.module.css";

const signs = {
	message_in: IconArrowDownLeft,
	message_out: IconArrowUpRight,
	blast: IconSpeakerphone,
	consent: IconChecklist,
	suppressed: IconBan,
	merged: IconGitMerge,
};

/** What happened, as one line; where there is more to see, it leads there. */
function What({ moment }: { moment: Moment }): ReactNode {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	switch (moment.kind) {
		case "message_in":
		case "message_out": {
			const words = codeText("timeline", moment.kind);
			const text = moment.type === "text" ? words : `${words}: ${codeText("messageType", moment.type)}`;
			return moment.conversation_id ? (
				<Link to="/w/$ws/inbox" params={{ ws: slug }} search={{ c: moment.conversation_id }}>
					{text}
				</Link>
			) : (
				text
			);
		}
		case "blast":
			return (
				<Link to="/w/$ws/blasts/$blast" params={{ ws: slug, blast: moment.blast_id ?? "" }}>
					{t("timeline.blast", { name: moment.name || t("timeline.blastGone") })}
				</Link>
			);
		case "consent":
			return `${codeText("purpose", moment.purpose)}: ${codeText("consent", moment.state)}`;
		case "suppressed":
			return codeText("suppression", moment.reason);
		default:
			return t("timeline.merged", { name: moment.name || t("contacts.unnamed") });
	}
}

/** What became of it, beside the time. */
function details(moment: Moment): string[] {
	if (moment.kind === "consent") {
		return [codeText("source", moment.source)];
	}
	if (moment.kind === "suppressed" || !moment.state) {
		return [];
	}
	return [codeText("state", moment.state), ...(moment.reason ? [codeText("reason", moment.reason)] : [])];
}

/** One list of everything between a contact and the workspace, the newest first. Texts of messages stay in the inbox. */
export default function Timeline({ contact }: { contact: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useInfiniteQuery(timelineQuery(slug, contact));
	const moments = query.data?.pages.flatMap((page) => page.items ?? []);
	return (
		<section aria-label={t("timeline.title")}>
			<h3 className="kp-label" style={{ margin: 0 }}>
				{t("timeline.title")}
			</h3>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && <Loader size="sm" aria-label={t("common.loading")} />}
			{moments?.length === 0 && (
				<Text size="sm" mt="xs">
					{t("timeline.none")}
				</Text>
			)}
			{moments && moments.length > 0 && (
				<ul className={classes.list}>
					{moments.map((moment) => {
						const Sign = signs[moment.kind];
						return (
							<li key={moment.id}>
								<Sign size={18} aria-hidden />
								<div>
									<div>
										<What moment={moment} />
									</div>
									<div className={classes.at}>{[formatDateTime(moment.at), ...details(moment)].join(" · ")}</div>
								</div>
							</li>
						);
					})}
				</ul>
			)}
			{query.hasNextPage && (
				<Button
					variant="default"
					size="xs"
					mt="sm"
					loading={query.isFetchingNextPage}
					onClick={() => query.fetchNextPage()}
				>
					{t("timeline.older")}
				</Button>
			)}
		</section>
	);
}
