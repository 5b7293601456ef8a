import { IconFile, IconPhoto, IconVideo } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Fragment } from "react";
import type { MessageView } from "@/lib/template";
import classes from "./bubble.module.css";

const media = { image: IconPhoto, video: IconVideo, document: IconFile, text: IconFile };

/** WhatsApp's own marks: *bold*, _italic_, ~struck~, `code`. */
export function marked(text: string): ReactNode[] {
	const out: ReactNode[] = [];
	let rest = 0;
	for (const match of text.matchAll(/(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/gu)) {
		out.push(<Fragment key={`t${rest}`}>{text.slice(rest, match.index)}</Fragment>);
		const Tag = { "*": "strong", _: "em", "~": "s", "`": "code" }[match[1] ?? "*"] as "strong";
		out.push(<Tag key={`m${match.index}`}>{match[2]}</Tag>);
		rest = match.index + match[0].length;
	}
	out.push(<Fragment key="end">{text.slice(rest)}</Fragment>);
	return out;
}

interface Props {
	view: MessageView;
	out?: boolean;
	/** Without marks: the text as it stands. */
	plain?: boolean;
	/** Time and tick, in the corner. */
	meta?: ReactNode;
	children?: ReactNode;
}

/** One message as it looks on a phone; the composer, the blast preview and the thread all use this. */
export function Bubble({ view, out, plain, meta, children }: Props) {
	const Sign = view.headerKind && media[view.headerKind];
	return (
		<div className={classes.bubble} data-out={out || undefined}>
			{Sign && (
				<div className={classes.media}>
					<Sign size={30} stroke={1.4} aria-hidden />
				</div>
			)}
			{view.header && <div className={classes.header}>{view.header}</div>}
			{children}
			{view.text && <div className={classes.text}>{plain ? view.text : marked(view.text)}</div>}
			{view.footer && <div className={classes.footer}>{view.footer}</div>}
			{meta && <div className={classes.meta}>{meta}</div>}
			{view.buttons?.map((button) => (
				<div key={button} className={classes.button}>
					{button}
				</div>
			))}
		</div>
	);
}
