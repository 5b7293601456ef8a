import { Text } from "@mantine/core";
import { IconBrandInstagram, IconMapPin } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { formatTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Bubble } from "@/ui/bubble";
import { Tick } from "@/ui/tick";
import { tappable } from "../interactive";
import { useTemplateFrame } from "../template-frame";
import { AttachmentView } from "./attachment-view";
import { ReactButton } from "./react-button";
import classes from "./thread.module.css";

const machines = ["bot", "sequence", "blast", "api"];

/** What asked for a message, where that was no person; the confirmation of a stop says so instead of "bot". */
const asker = (message: Message) =>
	message.origin === "opt_out" ? "opt_out" : machines.includes(message.lane) ? message.lane : "";

interface Content {
	location?: { name?: string; address?: string };
	reaction?: { emoji?: string };
	share?: { kind?: string };
	story?: { mention?: boolean };
	comment?: { public?: boolean };
	human_agent?: boolean;
}

/** What a message belongs to: a story, a post that was passed on, or a comment that it answers. */
function about(t: TFunction, content: Content | null): string {
	if (content?.share) {
		return codeText("shareKind", content.share.kind ?? "");
	}
	if (content?.story) {
		return t("inbox.storyReply");
	}
	return content?.comment ? t("inbox.privateReply") : "";
}

/** What a message without text of its own says. */
function stand(message: Message): string {
	const content = (message.content ?? {}) as Content;
	if (content.location) {
		return (
			[content.location.name, content.location.address].filter(Boolean).join("\n") ||
			codeText("messageType", "location")
		);
	}
	if (content.reaction) {
		return content.reaction.emoji ?? "";
	}
	return message.attachment || content.share ? "" : codeText("messageType", message.type);
}

interface Props {
	message: Message;
	channel?: string;
	/** The conversation in which one may react to the message; undefined where one may not. */
	reacting?: string;
}

export function MessageBubble({ message, channel, reacting }: Props) {
	const { t } = useTranslation();
	const frame = useTemplateFrame(message, channel);
	const out = message.direction === "out";
	const bad = message.state === "failed";
	const content = (message.content ?? null) as Content | null;
	const belongs = message.revoked ? "" : about(t, content);
	const explained =
		out && (bad || message.state === "unknown" || message.state === "held" || message.state === "skipped");
	const meta = (
		<>
			{out && asker(message) && <span>{codeText("origin", asker(message))} ·</span>}
			{out && content?.human_agent && <span>{t("inbox.asHuman")} ·</span>}
			{message.edited && <span>{t("inbox.edited")} ·</span>}
			<time dateTime={message.at}>{formatTime(message.at)}</time>
			{out && <Tick state={message.state} />}
		</>
	);
	return (
		<div className={classes.line} data-out={out || undefined}>
			<div className={classes.body}>
				<Bubble
					out={out}
					view={
						message.revoked
							? { text: "" }
							: { ...frame, text: message.text || stand(message), ...tappable(message.content) }
					}
					meta={meta}
				>
					{message.revoked && <Text className={classes.gone}>{t("inbox.revoked")}</Text>}
					{belongs && (
						<div className={classes.about}>
							<IconBrandInstagram size={15} aria-hidden /> {belongs}
						</div>
					)}
					{!message.revoked && message.comment && <div className={classes.quote}>{message.comment}</div>}
					{message.quote && (
						<div className={classes.quote}>{message.quote.text || codeText("messageType", message.quote.type)}</div>
					)}
					{!message.revoked && content?.location && (
						<IconMapPin size={18} aria-label={codeText("messageType", "location")} style={{ verticalAlign: "-3px" }} />
					)}
					{!message.revoked && message.attachment && (message.attachment.state === "ready" || !content?.share) && (
						<AttachmentView attachment={message.attachment} />
					)}
				</Bubble>
				{message.reactions.length > 0 && (
					<div className={classes.reactions}>{message.reactions.map((reaction) => reaction.emoji).join(" ")}</div>
				)}
				{explained && (
					<div
						className={classes.why}
						data-bad={bad || undefined}
						title={message.state === "unknown" ? t("unknown.explained") : undefined}
					>
						{[codeText("state", message.state), message.reason && codeText("reason", message.reason), message.code]
							.filter(Boolean)
							.join(" · ")}
					</div>
				)}
			</div>
			{reacting && !out && !message.revoked && <ReactButton conversation={reacting} message={message} />}
		</div>
	);
}
