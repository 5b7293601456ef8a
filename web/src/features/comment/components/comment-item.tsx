import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { IconArrowBackUp, IconDots, IconEye, IconEyeOff, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Comment, Post } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { StateBadge } from "@/ui/state-badge";
import { toastDone, toastProblem } from "@/ui/toast";
import { useCommentActs } from "../api/comments";
import { postName } from "../words";
import classes from "./automation.module.css";
import { MatchNotes, OutcomeBadge, SendLine, Sends } from "./badges";
import { ReplyModal } from "./reply-modal";

function Signs({ comment }: { comment: Comment }) {
	const { t } = useTranslation();
	const signs = [
		comment.own && t("comments.own"),
		comment.live && t("comments.live"),
		comment.original_post && t("comments.ad"),
		comment.product === "MENTION" && t("comments.mention"),
		comment.reply && t("comments.isReply"),
		comment.pending && t("comments.pending"),
		comment.hidden && t("comments.hidden"),
		comment.deleted && t("comments.deleted"),
	].filter((sign): sign is string => Boolean(sign));
	return signs.map((sign) => (
		<StateBadge key={sign} tone="mute">
			{sign}
		</StateBadge>
	));
}

function Became({ comment }: { comment: Comment }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const byRule = comment.matches.some(({ sends }) => sends.private?.id === comment.private_reply?.id);
	return (
		<>
			{comment.matches.map((match) => (
				<div key={match.id}>
					<Group gap={8}>
						<OutcomeBadge outcome={match.outcome} />
						{match.rule_name ? (
							<Link to="/w/$ws/automation/rules/$rule" params={{ ws: slug, rule: match.rule_id }}>
								{match.rule_name}
							</Link>
						) : (
							<span className={classes.small}>{t("match.ruleGone")}</span>
						)}
					</Group>
					<MatchNotes match={match} />
					<Sends match={match} />
				</div>
			))}
			{comment.private_reply && !byRule && <SendLine label={t("comments.byHand")} send={comment.private_reply} text />}
		</>
	);
}

/** A comment, what became of it, and what can be done about it. */
export function CommentItem({ comment, post }: { comment: Comment; post?: Post }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { hide, remove } = useCommentActs(slug);
	const mayReply = useDenial("reply") === null;
	const mayDelete = useDenial("edit", true) === null;
	const [act, setAct] = useState<"reply" | "delete" | null>(null);
	const name = comment.username || t("comments.nobody");
	return (
		<li className="kp-card">
			<Group justify="space-between" wrap="nowrap" align="flex-start">
				<div style={{ minWidth: 0 }}>
					<Group gap={8}>
						<b className="kp-name">@{name}</b>
						<span className={classes.small}>{formatDateTime(comment.at)}</span>
						<Signs comment={comment} />
					</Group>
					<div className={classes.text}>
						{comment.text || t(comment.deleted ? "comments.textGone" : "comments.noText")}
					</div>
					{post && (
						<div className={classes.small}>
							{post.permalink ? (
								<a href={post.permalink} target="_blank" rel="noreferrer">
									{postName(t, post)}
								</a>
							) : (
								postName(t, post)
							)}
						</div>
					)}
				</div>
				{!comment.deleted && (
					<Group gap={4} wrap="nowrap">
						{mayReply && (
							<Button
								size="xs"
								variant="default"
								leftSection={<IconArrowBackUp size={15} aria-hidden />}
								aria-label={t("comments.replyTo", { name })}
								onClick={() => setAct("reply")}
							>
								{t("comments.reply")}
							</Button>
						)}
						{(mayReply || mayDelete) && (
							<Menu position="bottom-end">
								<Menu.Target>
									<ActionIcon variant="subtle" color="gray" aria-label={t("comments.more", { name })}>
										<IconDots size={18} aria-hidden />
									</ActionIcon>
								</Menu.Target>
								<Menu.Dropdown>
									{mayReply && !comment.own && (
										<Menu.Item
											leftSection={
												comment.hidden ? <IconEye size={16} aria-hidden /> : <IconEyeOff size={16} aria-hidden />
											}
											onClick={() =>
												hide.mutate(
													{ id: comment.id, hide: !comment.hidden },
													{
														onSuccess: () =>
															toastDone(t(comment.hidden ? "comments.shownAgain" : "comments.nowHidden")),
														onError: toastProblem,
													},
												)
											}
										>
											{t(comment.hidden ? "comments.show" : "comments.hide")}
										</Menu.Item>
									)}
									{mayDelete && (
										<Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAct("delete")}>
											{t("comments.delete")}
										</Menu.Item>
									)}
								</Menu.Dropdown>
							</Menu>
						)}
					</Group>
				)}
			</Group>
			{(comment.matches.length > 0 || comment.private_reply) && (
				<div style={{ marginTop: 8 }}>
					<Became comment={comment} />
				</div>
			)}
			{act === "reply" && <ReplyModal comment={comment} onClose={() => setAct(null)} />}
			<Confirm
				opened={act === "delete"}
				title={t("comments.deleteTitle", { name })}
				confirm={t("comments.delete")}
				danger
				onConfirm={() => remove.mutateAsync(comment.id)}
				onClose={() => setAct(null)}
			>
				{t("comments.deleteText")}
			</Confirm>
		</li>
	);
}
