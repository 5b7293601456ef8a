import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./state-badge.module.css";

export type Tone = "laut" | "kunyit" | "bata" | "mute";

/** A state as icon, word and colour together, never colour alone. */
export function StateBadge({
	tone,
	icon: Sign,
	children,
	title,
}: {
	tone: Tone;
	icon?: Icon;
	children: ReactNode;
	title?: string;
}) {
	return (
		<span className={classes.badge} data-tone={tone} title={title}>
			{Sign && <Sign size={14} stroke={2} aria-hidden />}
			{children}
		</span>
	);
}
