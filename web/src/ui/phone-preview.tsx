import type { ReactNode } from "react";
import type { MessageView } from "@/lib/template";
import { Bubble } from "./bubble";
import classes from "./phone-preview.module.css";

/** A phone with a message from this business on it, and what may follow: more messages, and answers of the person. */
export function PhonePreview({
	sender,
	view,
	more = [],
	plain,
	note,
	label,
}: {
	sender: string;
	view: MessageView | null;
	more?: { view: MessageView; out?: boolean }[];
	/** On networks without marks for bold and italic. */
	plain?: boolean;
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
				{view && <Bubble view={view} plain={plain} />}
				{more.map((one, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: they stand in a fixed order
					<div key={index} className={classes.more}>
						<Bubble view={one.view} out={one.out} plain={plain} />
					</div>
				))}
				{note && <div className={classes.note}>{note}</div>}
			</div>
		</figure>
	);
}
