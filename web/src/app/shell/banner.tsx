import type { ReactNode } from "react";
import classes from "./shell.module.css";

/** A line over every page. */
export function Banner({
	tone,
	icon,
	children,
}: {
	tone: "kunyit" | "bata" | "mute";
	icon: ReactNode;
	children: ReactNode;
}) {
	return (
		<div className={classes.banner} data-tone={tone} role="status">
			{icon}
			<div>{children}</div>
		</div>
	);
}
