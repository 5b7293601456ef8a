import { ActionIcon, Button, FileButton, Group, Loader, Text, Textarea } from "@mantine/core";
import { IconHandClick, IconPaperclip, IconSend2, IconTemplate, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment, Conversation } from "@/api/types";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { toastProblem } from "@/ui/toast";
import { uploadAttachment } from "../api/conversations";
import type { Reply } from "../api/outbox";
import { useDraft } from "../draft";
import { useTimeLeft } from "../time-left";
import classes from "./composer.module.css";
import { InteractiveReplyForm } from "./interactive-reply";
import { TemplateReply } from "./template-reply";

const settle = 300;

interface Props {
	conversation: Conversation;
	phone: boolean;
	onSend: (reply: Reply, text: string) => void;
}

/** The place to answer. Outside the 24 hour window it offers templates only, because nothing else would arrive. */
export function Composer({ conversation, phone, onSend }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("reply");
	// A window that becomes narrow squeezes the field for a moment, and the height measured then would stay.
	// biome-ignore lint/correctness/useExhaustiveDependencies: runs after every change of the layout
	useEffect(() => {
		const timer = setTimeout(() => window.dispatchEvent(new Event("resize")), settle);
		return () => clearTimeout(timer);
	}, [phone]);
	const open = useTimeLeft(conversation.window_until) > 0;
	const [text, setText] = useDraft(slug, conversation.id);
	const [file, setFile] = useState<Attachment | null>(null);
	const [choosing, setChoosing] = useState(false);
	const [tapping, setTapping] = useState(false);
	const upload = useMutation({
		mutationFn: (chosen: File) => uploadAttachment(slug, chosen),
		onSuccess: setFile,
		onError: toastProblem,
	});
	const send = () => {
		const words = text.trim();
		if (file) {
			onSend({ attachment_id: file.id, caption: words }, words || file.name);
			setFile(null);
		} else if (words) {
			onSend({ text: words }, words);
		} else {
			return;
		}
		setText("");
	};
	const onKey = (event: KeyboardEvent) => {
		if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
			event.preventDefault();
			send();
		}
	};
	if (denied) {
		return (
			<div className={classes.composer}>
				<Notice tone="mute">{t(denied)}</Notice>
			</div>
		);
	}
	const templates = (
		<TemplateReply
			opened={choosing}
			channelId={conversation.channel_id}
			contactName={conversation.contact.name}
			onClose={() => setChoosing(false)}
			onSend={onSend}
		/>
	);
	if (!open) {
		return (
			<div className={classes.composer}>
				<Notice
					tone="mute"
					title={t("inbox.closed")}
					action={
						<Button size="xs" leftSection={<IconTemplate size={16} aria-hidden />} onClick={() => setChoosing(true)}>
							{t("inbox.sendTemplate")}
						</Button>
					}
				>
					{t("inbox.closedText")}
				</Notice>
				{templates}
			</div>
		);
	}
	return (
		<div className={classes.composer}>
			{file && (
				<Group gap="xs" mb={8}>
					<Text size="sm" className="kp-clip">
						<IconPaperclip size={15} aria-hidden /> {file.name}
					</Text>
					<ActionIcon
						variant="subtle"
						color="gray"
						size="sm"
						aria-label={t("inbox.removeFile")}
						onClick={() => setFile(null)}
					>
						<IconX size={15} aria-hidden />
					</ActionIcon>
				</Group>
			)}
			<div className={classes.line}>
				<FileButton onChange={(chosen) => chosen && upload.mutate(chosen)}>
					{(props) => (
						<ActionIcon {...props} variant="subtle" color="gray" size={40} aria-label={t("inbox.attach")}>
							{upload.isPending ? <Loader size={18} /> : <IconPaperclip size={20} aria-hidden />}
						</ActionIcon>
					)}
				</FileButton>
				<ActionIcon
					variant="subtle"
					color="gray"
					size={40}
					aria-label={t("inbox.sendTemplate")}
					onClick={() => setChoosing(true)}
				>
					<IconTemplate size={20} aria-hidden />
				</ActionIcon>
				<ActionIcon
					variant="subtle"
					color="gray"
					size={40}
					aria-label={t("interactive.title")}
					onClick={() => setTapping(true)}
				>
					<IconHandClick size={20} aria-hidden />
				</ActionIcon>
				<Textarea
					flex={1}
					autosize
					minRows={1}
					maxRows={7}
					maxLength={4096}
					aria-label={t("inbox.reply")}
					placeholder={file ? t("inbox.caption") : t("inbox.reply")}
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
					onKeyDown={onKey}
				/>
				<ActionIcon size={40} aria-label={t("inbox.send")} disabled={!text.trim() && !file} onClick={send}>
					<IconSend2 size={20} aria-hidden />
				</ActionIcon>
			</div>
			<Text size="xs" c="dimmed" mt={6} visibleFrom="sm">
				{t("inbox.keys")}
			</Text>
			{templates}
			<InteractiveReplyForm opened={tapping} onClose={() => setTapping(false)} onSend={onSend} />
		</div>
	);
}
