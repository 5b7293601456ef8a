import { IconDownload, IconFile } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { formatBytes } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { attachmentUrl } from "../api/conversations";
import classes from "./thread.module.css";

/** A file of a message: pictures and films are shown, everything can be downloaded. */
export function AttachmentView({ attachment }: { attachment: NonNullable<Message["attachment"]> }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const url = attachmentUrl(slug, attachment.id);
	const name = attachment.name || t("inbox.file");
	if (attachment.state !== "ready") {
		return (
			<span className={classes.file}>
				<IconFile size={20} aria-hidden />
				{codeText("attachmentState", attachment.state)}
			</span>
		);
	}
	const [kind] = attachment.mime.split("/");
	return (
		<>
			{kind === "image" && (
				<a href={url} target="_blank" rel="noreferrer">
					<img src={url} alt={name} loading="lazy" className={classes.picture} />
				</a>
			)}
			{/* biome-ignore lint/a11y/useMediaCaption: what customers send has no captions */}
			{kind === "video" && <video src={url} controls preload="metadata" className={classes.picture} />}
			{/* biome-ignore lint/a11y/useMediaCaption: what customers send has no captions */}
			{kind === "audio" && <audio src={url} controls preload="none" style={{ maxWidth: "100%" }} />}
			{kind !== "image" && kind !== "audio" && (
				<a href={url} download={name} className={classes.file}>
					<IconDownload size={20} aria-hidden />
					<span style={{ minWidth: 0, overflowWrap: "anywhere" }}>
						{name}
						<br />
						<small>{formatBytes(attachment.size)}</small>
					</span>
				</a>
			)}
		</>
	);
}
