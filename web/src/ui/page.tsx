import type { ReactNode } from "react";
import classes from "./page.module.css";

/** The scrolling body of an ordinary page. */
export function Page({ children, narrow }: { children: ReactNode; narrow?: boolean }) {
	return <div className={narrow ? `${classes.page} ${classes.narrow}` : classes.page}>{children}</div>;
}
