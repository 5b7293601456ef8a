import type { TFunction } from "i18next";
import type { Channel, CommentRule, CommentSend, Post } from "@/api/types";
import { formatDate, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";

export const isInstagram = ({ kind }: Channel) => kind === "instagram";

/** "@batik.laras", or the name that was given while the network has not told it. */
export const accountName = (channel: Channel | undefined) =>
	channel ? (channel.verified_name ? `@${channel.verified_name}` : channel.name) : "–";

export const postName = (t: TFunction, post: Post) =>
	post.caption.split("\n")[0]?.trim() ||
	`${codeText("postProduct", post.product || "FEED")}${post.at ? `, ${formatDate(post.at)}` : ""}` ||
	t("comments.post");

/** Where a rule listens, in words. */
export function scopeText(t: TFunction, rule: Pick<CommentRule, "scope" | "armed_post">, channels: Channel[] = []) {
	const { kind, posts, channels: chosen } = rule.scope;
	const where =
		kind === "posts"
			? t("rule.scopePosts", { n: formatNumber(posts?.length ?? 0) })
			: kind === "next" && rule.armed_post
				? t("rule.scopeArmed")
				: codeText("ruleScope", kind);
	const names = chosen?.length
		? channels.filter(({ id }) => chosen.includes(id)).map((channel) => accountName(channel))
		: [];
	return names.length > 0 ? `${where} · ${names.join(", ")}` : where;
}

/** The keywords of a rule, in one line. */
export const wordsText = (t: TFunction, { match }: Pick<CommentRule, "match">) =>
	match.any ? t("rule.anyWord") : (match.include ?? []).map(({ text }) => text).join(", ") || t("rule.noWord");

export const sendParts = ["private", "public", "content"] as const;

/** Why a message of a rule is not there yet or not at all, with what the network called it. */
export function sendReason(send: CommentSend): string {
	const reason = send.reason ? codeText("reason", send.reason) : "";
	return [reason, send.code && `(${send.code})`].filter(Boolean).join(" ");
}

const advised = new Set([
	"account_restricted",
	"app_in_development",
	"budget_private",
	"channel_disconnected",
	"channel_needs_attention",
	"comment_expired",
	"comment_not_answerable",
	"interrupted",
	"message_access_off",
	"no_answer",
	"other_app",
	"paused",
	"permission_missing",
	"person_unavailable",
	"private_reply_limit",
	"stop_all",
	"thread_archived",
	"token_invalid",
	"window_closed",
]);

/** What to do about a message that did not arrive; empty where nothing can be done. */
export const advice = ({ state, reason }: CommentSend): string =>
	["failed", "held", "skipped", "unknown"].includes(state) && advised.has(reason) ? codeText("sendAdvice", reason) : "";
