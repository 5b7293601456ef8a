import { Button, Group, Modal, Radio, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Comment } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { fieldProblems } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { useCommentActs } from "../api/comments";
import { bytes, letters, limits } from "../draft";
import classes from "./automation.module.css";
import { Length } from "./texts-field";

/** An answer by hand: once as a message, or under the post. */
export function ReplyModal({ comment, onClose }: { comment: Comment; onClose: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { reply } = useCommentActs(slug);
	const mayPrivate = comment.private_until !== null;
	const [open, setOpen] = useState(!mayPrivate);
	const [text, setText] = useState("");
	const [of, most] = open ? [letters(text), limits.public] : [bytes(text), limits.message];
	const submit = (event: FormEvent) => {
		event.preventDefault();
		reply.mutate(
			{ id: comment.id, text: text.trim(), public: open },
			{
				onSuccess: () => {
					toastDone(t("comments.replied"));
					onClose();
				},
			},
		);
	};
	return (
		<Modal
			opened
			onClose={onClose}
			closeOnClickOutside={!text}
			title={<Text fw={700}>{t("comments.replyTo", { name: comment.username || t("comments.nobody") })}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<form onSubmit={submit}>
				<Stack>
					<Text className={classes.text}>{comment.text || t("comments.noText")}</Text>
					<Radio.Group
						label={t("comments.how")}
						value={open ? "public" : "private"}
						onChange={(value) => setOpen(value === "public")}
					>
						<Stack gap={8} mt={8}>
							<Radio
								value="private"
								disabled={!mayPrivate}
								label={t("comments.private")}
								description={
									comment.private_until
										? t("comments.privateUntil", { time: formatDateTime(comment.private_until) })
										: t(comment.private_reply ? "problem.comment.replied_already" : "comments.privateOver")
								}
							/>
							<Radio value="public" label={t("comments.public")} description={t("comments.publicHint")} />
						</Stack>
					</Radio.Group>
					<div>
						<Textarea
							label={t("comments.text")}
							autosize
							minRows={3}
							data-autofocus
							value={text}
							error={fieldProblems(reply.error).text}
							onChange={(event) => setText(event.currentTarget.value)}
						/>
						<Length of={of} most={most} unit={open ? "rule.letters" : "rule.bytes"} />
					</div>
					{reply.error && <ProblemNotice error={reply.error} />}
					<Group justify="flex-end">
						<Button type="submit" disabled={!text.trim() || of > most} loading={reply.isPending}>
							{t("comments.send")}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
