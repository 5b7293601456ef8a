import { ActionIcon, Button, FileButton, Group, Loader, Text, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconHandClick, IconPaperclip, IconSend2, IconTemplate, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment, Conversation } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { toastProblem } from "@/ui/toast";
import { uploadAttachment } from "../api/conversations";
import type { Reply } from "../api/outbox";
import { useDraft } from "../draft";
import { useGivenFile } from "../given-file";
import { lengthOn, networkOf } from "../network";
import { useTimeLeft } from "../time-left";
import classes from "./composer.module.css";
import { InteractiveReplyForm } from "./interactive-reply";
import { TemplateReply } from "./template-reply";
import { useLeft } from "./window-sign";

const settle = 300;

interface Props {
	conversation: Conversation;
	kind: string | undefined;
	phone: boolean;
	onSend: (reply: Reply, text: string) => void;
}

/** From which part of its limit on the length of a text is shown. */
const counted = 0.8;

/**
 * The place to answer. Outside the 24 hour window it offers what the network still takes: templates on WhatsApp, the words of a person on
 * Instagram for a week.
 */
export function Composer({ conversation, kind, phone, onSend }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("reply");
	// A window that becomes narrow squeezes the field for a moment, and the height measured then would stay.
	// biome-ignore lint/correctness/useExhaustiveDependencies: runs after every change of the layout
	useEffect(() => {
		const timer = setTimeout(() => window.dispatchEvent(new Event("resize")), settle);
		return () => clearTimeout(timer);
	}, [phone]);
	const network = networkOf(kind);
	const left = useLeft();
	const open = useTimeLeft(conversation.window_until) > 0;
	const human = useTimeLeft(conversation.human_until);
	const [text, setText] = useDraft(slug, conversation.id);
	const [file, setFile] = useState<Attachment | null>(null);
	const [choosing, setChoosing] = useState(false);
	const [tapping, setTapping] = useState(false);
	const upload = useMutation({
		mutationFn: (chosen: File) => uploadAttachment(slug, chosen),
		onSuccess: setFile,
		onError: toastProblem,
	});
	const root = useRef<HTMLDivElement>(null);
	useGivenFile(root, upload.mutate, open || human > 0);
	// The keyboard of a phone has no Shift for the next line: there Enter makes it, and the button sends.
	const touch = useMediaQuery("(hover: none) and (pointer: coarse)", false, { getInitialValueInEffect: false });
	const length = lengthOn(network, text.trim());
	const long = length > network.most;
	const send = () => {
		const words = text.trim();
		if (long) {
			return;
		}
		if (file && network.captions) {
			onSend({ attachment_id: file.id, caption: words }, words || file.name);
			setFile(null);
		} else if (file) {
			onSend({ attachment_id: file.id }, file.name);
			setFile(null);
			if (words) {
				onSend({ text: words }, words);
			}
		} else if (words) {
			onSend({ text: words }, words);
		} else {
			return;
		}
		setText("");
	};
	const onKey = (event: KeyboardEvent) => {
		if (event.key === "Enter" && !touch && !event.shiftKey && !event.nativeEvent.isComposing) {
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
	if (!open && human <= 0) {
		return (
			<div className={classes.composer}>
				{network.templates ? (
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
				) : (
					<Notice tone="mute" title={t("inbox.closedWeek")}>
						{t("inbox.closedInstagram")}
					</Notice>
				)}
				{templates}
			</div>
		);
	}
	return (
		<div ref={root} className={classes.composer}>
			{!open && (
				<Text size="xs" c="var(--kp-kunyit-ink)" mb={6}>
					{t("inbox.humanNotice", { left: left(human) })}
				</Text>
			)}
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
				<FileButton accept={network.files} onChange={(chosen) => chosen && upload.mutate(chosen)}>
					{(props) => (
						<ActionIcon {...props} variant="subtle" color="gray" size={40} aria-label={t("inbox.attach")}>
							{upload.isPending ? <Loader size={18} /> : <IconPaperclip size={20} aria-hidden />}
						</ActionIcon>
					)}
				</FileButton>
				{network.templates && (
					<ActionIcon
						variant="subtle"
						color="gray"
						size={40}
						aria-label={t("inbox.sendTemplate")}
						onClick={() => setChoosing(true)}
					>
						<IconTemplate size={20} aria-hidden />
					</ActionIcon>
				)}
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
					maxLength={network.bytes ? undefined : network.most}
					error={long && t("inbox.tooLong", { n: length - network.most })}
					aria-label={t("inbox.reply")}
					placeholder={file && network.captions ? t("inbox.caption") : t("inbox.reply")}
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
					onKeyDown={onKey}
				/>
				<ActionIcon size={40} aria-label={t("inbox.send")} disabled={(!text.trim() && !file) || long} onClick={send}>
					<IconSend2 size={20} aria-hidden />
				</ActionIcon>
			</div>
			{length > network.most * counted && (
				<Text size="xs" c="dimmed" mt={6} role="status">
					{network.bytes
						? t("inbox.bytes", { n: formatNumber(length), most: formatNumber(network.most) })
						: t("inbox.characters", { n: formatNumber(length), most: formatNumber(network.most) })}
				</Text>
			)}
			{!touch && (
				<Text size="xs" c="dimmed" mt={6} visibleFrom="sm">
					{t("inbox.keys")}
				</Text>
			)}
			{templates}
			<InteractiveReplyForm network={network} opened={tapping} onClose={() => setTapping(false)} onSend={onSend} />
		</div>
	);
}
