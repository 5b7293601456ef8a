import type { ReactNode } from "react";
import type { MessageView } from "@/lib/template";
import { Bubble } from "./bubble";
import classes from "./phone-preview.module.css";

/** A phone with one message from this business on it. */
export function PhonePreview({
	sender,
	view,
	note,
	label,
}: {
	sender: string;
	view: MessageView | null;
	note?: ReactNode;
	label: string;
}) {
	return (
		<figure className={classes.phone} aria-label={label}>
			<figcaption className={classes.bar}>
				<span className={classes.dot} aria-hidden />
				<span className="kp-clip">{sender}</span>
			</figcaption>
			<div className={classes.screen}>
				{view && <Bubble view={view} />}
				{note && <div className={classes.note}>{note}</div>}
			</div>
		</figure>
	);
}
