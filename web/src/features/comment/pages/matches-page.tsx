import { Group, NativeSelect } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { LoggedMatch } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { readTrail, writeTrail } from "@/lib/trail";
import { useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { matchesQuery, type Outcome, outcomes } from "../api/comments";
import { rulesQuery } from "../api/rules";
import classes from "../components/automation.module.css";
import { AutomationNav } from "../components/automation-nav";
import { MatchNotes, OutcomeBadge, Sends } from "../components/badges";
import { accountName, isInstagram } from "../words";

function Person({ match }: { match: LoggedMatch }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const name = `@${match.username || t("comments.nobody")}`;
	return (
		<div>
			{match.contact_id ? (
				<Link to="/w/$ws/contacts" params={{ ws: slug }} search={{ contact: match.contact_id }}>
					<b>{name}</b>
				</Link>
			) : (
				<b>{name}</b>
			)}
			<div className={classes.text}>{match.text || t("comments.noText")}</div>
			{match.written_at && <div className={classes.small}>{formatDateTime(match.written_at)}</div>}
		</div>
	);
}

function RuleOf({ match }: { match: LoggedMatch }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	return match.rule_name ? (
		<Link to="/w/$ws/automation/rules/$rule" params={{ ws: slug, rule: match.rule_id }} className="kp-name">
			{match.rule_name}
		</Link>
	) : (
		<span className={classes.small}>{t("match.ruleGone")}</span>
	);
}

function Fate({ match }: { match: LoggedMatch }) {
	return (
		<>
			<OutcomeBadge outcome={match.outcome} />
			<MatchNotes match={match} />
		</>
	);
}

/** What the rules did, comment by comment, and how their messages went. */
export function MatchesPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const cursor = search.cursor ?? "";
	const outcome = outcomes.find((known) => known === search.outcome) as Outcome | undefined;
	const query = useQuery({
		...matchesQuery(slug, { rule: search.rule, outcome, channel: search.channel }, cursor),
		placeholderData: keepPreviousData,
	});
	const rules = useQuery(rulesQuery(slug)).data ?? [];
	const accounts = useQuery(channelsQuery(slug)).data?.filter(isInstagram) ?? [];
	const go = (change: Record<string, string | undefined>) =>
		navigate({ to: "/w/$ws/automation/matches", params: { ws: slug }, search: { ...search, ...change } });
	const refine = (change: Record<string, string>) => go({ ...change, cursor: undefined, trail: undefined });
	const rows = query.data?.items ?? undefined;
	return (
		<Page>
			<PageHeader title={t("automation.matches")} subtitle={t("match.subtitle")} />
			<AutomationNav />
			<Group mb="md" align="flex-end">
				<NativeSelect
					label={t("match.rule")}
					value={search.rule ?? ""}
					onChange={(event) => refine({ rule: event.currentTarget.value })}
					data={[
						{ value: "", label: t("match.allRules") },
						...rules.map(({ id, name }) => ({ value: id, label: name.slice(0, 60) })),
					]}
				/>
				<NativeSelect
					label={t("match.outcome")}
					value={outcome ?? ""}
					onChange={(event) => refine({ outcome: event.currentTarget.value })}
					data={[
						{ value: "", label: t("match.allOutcomes") },
						...outcomes.map((value) => ({ value, label: codeText("matchOutcome", value) })),
					]}
				/>
				{accounts.length > 1 && (
					<NativeSelect
						label={t("comments.account")}
						value={search.channel ?? ""}
						onChange={(event) => refine({ channel: event.currentTarget.value })}
						data={[
							{ value: "", label: t("comments.allAccounts") },
							...accounts.map((one) => ({ value: one.id, label: accountName(one) })),
						]}
					/>
				)}
			</Group>
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{rows?.length === 0 ? (
				<EmptyState icon={IconListSearch} title={t("match.none")} text={t("match.noneText")} />
			) : (
				!query.error && (
					<DataTable
						label={t("automation.matches")}
						rows={rows}
						rowKey={(match) => match.id}
						columns={[
							{ key: "comment", title: t("comments.comment"), width: "34%", cell: (match) => <Person match={match} /> },
							{ key: "rule", title: t("match.rule"), cell: (match) => <RuleOf match={match} /> },
							{ key: "outcome", title: t("match.outcome"), cell: (match) => <Fate match={match} /> },
							{ key: "sends", title: t("match.sends"), width: "28%", cell: (match) => <Sends match={match} /> },
							{ key: "at", title: t("match.at"), right: true, cell: (match) => formatDateTime(match.at) },
						]}
						card={(match) => (
							<>
								<Person match={match} />
								<div className={classes.small}>
									<RuleOf match={match} /> · {formatDateTime(match.at)}
								</div>
								<Fate match={match} />
								<Sends match={match} />
							</>
						)}
					/>
				)
			)}
			<Pager
				current={cursor}
				trail={readTrail(search.trail)}
				next={query.data?.next}
				onGo={(to, trail) => go({ cursor: to || undefined, trail: writeTrail(trail) })}
			/>
		</Page>
	);
}
