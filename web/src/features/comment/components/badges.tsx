import {
	IconArrowMoveUp,
	IconCheck,
	IconCircleCheck,
	IconClock,
	IconFile,
	IconPlayerPause,
	IconPlayerSkipForward,
	IconQuestionMark,
	IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CommentMatch, CommentRule, CommentSend } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { StateBadge, type Tone } from "@/ui/state-badge";
import { advice, sendParts, sendReason } from "../words";
import classes from "./automation.module.css";

export function RuleState({ state }: { state: CommentRule["state"] }) {
	const { t } = useTranslation();
	switch (state) {
		case "active":
			return (
				<StateBadge tone="laut" icon={IconCircleCheck}>
					{t("rule.active")}
				</StateBadge>
			);
		case "paused":
			return (
				<StateBadge tone="kunyit" icon={IconPlayerPause}>
					{t("rule.paused")}
				</StateBadge>
			);
		case "draft":
			return (
				<StateBadge tone="mute" icon={IconFile}>
					{t("rule.draft")}
				</StateBadge>
			);
	}
}

const outcomeSigns = {
	answered: { tone: "laut", icon: IconCheck },
	skipped: { tone: "mute", icon: IconPlayerSkipForward },
	lost: { tone: "mute", icon: IconArrowMoveUp },
} as const;

export function OutcomeBadge({ outcome }: { outcome: CommentMatch["outcome"] }) {
	const { tone, icon } = outcomeSigns[outcome];
	return (
		<StateBadge tone={tone} icon={icon}>
			{codeText("matchOutcome", outcome)}
		</StateBadge>
	);
}

/** Why a match was not answered, and how far the conversation has come. */
export function MatchNotes({ match }: { match: CommentMatch }) {
	const notes = [
		match.reason && codeText("matchReason", match.reason),
		match.step && match.step !== "done" && codeText("matchStep", match.step),
		match.step === "done" && !match.reason && codeText("matchStep", "done"),
		match.follow !== "unknown" && codeText("matchFollow", match.follow),
	].filter(Boolean);
	return notes.length > 0 ? <div className={classes.small}>{notes.join(" · ")}</div> : null;
}

function toneOf(state: CommentSend["state"]): { tone: Tone; icon: typeof IconX } {
	switch (state) {
		case "failed":
			return { tone: "bata", icon: IconX };
		case "held":
		case "skipped":
			return { tone: "kunyit", icon: IconPlayerPause };
		case "unknown":
			return { tone: "kunyit", icon: IconQuestionMark };
		case "queued":
		case "planned":
		case "sending":
			return { tone: "mute", icon: IconClock };
		default:
			return { tone: "laut", icon: IconCheck };
	}
}

/** How one message went: its state, why, and what to do. What stands under a post is published once the network has taken it. */
export function SendLine({
	label,
	send,
	text,
	published,
}: {
	label: string;
	send: CommentSend;
	text?: boolean;
	published?: boolean;
}) {
	const { t } = useTranslation();
	const { tone, icon } = toneOf(send.state);
	const [why, todo] = [sendReason(send), advice(send)];
	return (
		<div className={classes.send}>
			<span>{label}</span>
			<StateBadge tone={tone} icon={icon}>
				{published && send.state === "accepted" ? t("comments.published") : codeText("state", send.state)}
			</StateBadge>
			{why && <span className={classes.small}>{why}</span>}
			{send.held_until && (
				<span className={classes.small}>{t("comments.heldUntil", { time: formatDateTime(send.held_until) })}</span>
			)}
			{todo && (
				<span className={classes.small} style={{ width: "100%" }}>
					{todo}
				</span>
			)}
			{text && send.text && (
				<span className={`${classes.small} ${classes.text}`} style={{ width: "100%" }}>
					{send.text}
				</span>
			)}
		</div>
	);
}

/** All messages of a match. */
export function Sends({ match }: { match: CommentMatch }) {
	const { t } = useTranslation();
	const lines = sendParts.flatMap((part) => {
		const send = match.sends[part];
		return send
			? [<SendLine key={part} label={codeText("sendPart", part)} send={send} published={part === "public"} />]
			: [];
	});
	return (
		<>
			{lines}
			{match.public_at && !match.sends.public && (
				<div className={classes.small}>{t("comments.publicAt", { time: formatDateTime(match.public_at) })}</div>
			)}
		</>
	);
}
