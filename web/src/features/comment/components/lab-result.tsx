import { Button, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CommentRule, Trial, Tried } from "@/api/types";
import { formatDateTime, formatLength, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { DataTable } from "@/ui/data-table";
import { Notice } from "@/ui/notice";
import { StateBadge } from "@/ui/state-badge";
import classes from "./automation.module.css";
import { OutcomeBadge } from "./badges";

const page = 50;
const hour = 3600;
const kinds = ["all", "answered", "skipped", "lost", "late", "none"] as const;
type Kind = (typeof kinds)[number];

function isOf(one: Tried, kind: Kind) {
	switch (kind) {
		case "all":
			return true;
		case "late":
			return one.late;
		case "none":
			return one.outcome === "";
		default:
			return one.outcome === kind;
	}
}

function Forecast({ trial }: { trial: Trial }) {
	const { t } = useTranslation();
	if (trial.private === 0) {
		return null;
	}
	const much = trial.busiest_hour > trial.per_hour;
	return (
		<Notice
			tone={much ? "kunyit" : "mute"}
			title={t("lab.forecast", {
				n: formatNumber(trial.private),
				busiest: formatNumber(trial.busiest_hour),
				limit: formatNumber(trial.per_hour),
				time: formatLength(Math.max(60, Math.ceil((trial.private / trial.per_hour) * 60) * 60)),
			})}
		>
			{much && t("lab.queued", { time: formatLength((trial.busiest_hour / trial.per_hour - 1) * hour) })}
		</Notice>
	);
}

function Comment({ one }: { one: Tried }) {
	const { t } = useTranslation();
	return (
		<div className={one.late ? classes.late : undefined}>
			<b>@{one.username || t("comments.nobody")}</b> <span className={classes.small}>{formatDateTime(one.at)}</span>
			<div className={classes.text}>{one.text || t("comments.noText")}</div>
			{one.late && <StateBadge tone="mute">{t("lab.late")}</StateBadge>}
		</div>
	);
}

function Fate({ one, rules }: { one: Tried; rules: CommentRule[] }) {
	const { t } = useTranslation();
	if (!one.outcome) {
		return <span className={classes.small}>{t("lab.noMatch")}</span>;
	}
	const winner = one.winner_id && rules.find(({ id }) => id === one.winner_id)?.name;
	return (
		<>
			<OutcomeBadge outcome={one.outcome} />
			{one.reason && <div className={classes.small}>{codeText("matchReason", one.reason)}</div>}
			{one.winner_id && <div className={classes.small}>{t("lab.winner", { name: winner || "–" })}</div>}
			{one.outcome === "answered" && (
				<div className={classes.small}>{t(one.known ? "lab.personKnown" : "lab.personUnknown")}</div>
			)}
		</>
	);
}

function Gets({ one }: { one: Tried }) {
	const texts = [
		["private", one.private],
		["public", one.public],
	] as const;
	return (
		<>
			{texts.map(
				([part, text]) =>
					text && (
						<div key={part} className={classes.text}>
							<span className="kp-label">{codeText("sendPart", part)}</span>
							<br />
							{text}
						</div>
					),
			)}
		</>
	);
}

/** Who would get what, why others would not, and how long it would take. */
export function LabResult({ trial, rules }: { trial: Trial; rules: CommentRule[] }) {
	const { t } = useTranslation();
	const [kind, setKind] = useState<Kind>("all");
	const [shown, setShown] = useState(page);
	const items = trial.items.filter((one) => isOf(one, kind));
	const figures: [string, number][] = [
		[t("lab.comments"), trial.items.length],
		[t("lab.answered"), trial.answered],
		[t("lab.skipped"), trial.skipped],
		[t("lab.lost"), trial.lost],
		[t("lab.lateCount"), trial.late],
	];
	return (
		<Stack aria-live="polite">
			<Forecast trial={trial} />
			<dl className={classes.tiles}>
				{figures.map(([label, n]) => (
					<div key={label} className="kp-card">
						<Text component="dt" size="sm" c="dimmed">
							{label}
						</Text>
						<dd>{formatNumber(n)}</dd>
					</div>
				))}
			</dl>
			{trial.answered > 0 && (
				<Text size="sm" c="dimmed">
					{t("lab.follow", { known: formatNumber(trial.known), unknown: formatNumber(trial.unknown) })}
				</Text>
			)}
			<NativeSelect
				label={t("lab.show")}
				maw={300}
				value={kind}
				onChange={(event) => {
					setKind(event.currentTarget.value as Kind);
					setShown(page);
				}}
				data={kinds.map((value) => ({ value, label: codeText("labKind", value) }))}
			/>
			<DataTable
				label={t("lab.result")}
				rows={items.slice(0, shown)}
				rowKey={(one) => one.comment_id}
				columns={[
					{ key: "comment", title: t("comments.comment"), width: "38%", cell: (one) => <Comment one={one} /> },
					{ key: "outcome", title: t("match.outcome"), cell: (one) => <Fate one={one} rules={rules} /> },
					{ key: "gets", title: t("lab.gets"), width: "34%", cell: (one) => <Gets one={one} /> },
				]}
				card={(one) => (
					<>
						<Comment one={one} />
						<Fate one={one} rules={rules} />
						<Gets one={one} />
					</>
				)}
			/>
			{items.length > shown && (
				<div>
					<Button variant="default" onClick={() => setShown(items.length)}>
						{t("lab.showAll", { n: formatNumber(items.length) })}
					</Button>
				</div>
			)}
		</Stack>
	);
}
