import { cloneElement, type KeyboardEvent, type ReactElement, useId, useState } from "react";
import classes from "./hint.module.css";

/** A word about a control, on hover and focus; Escape puts it away. Light enough for the first load. */
export function Hint({ label, children }: { label: string; children: ReactElement<Record<string, unknown>> }) {
	const id = useId();
	const [shown, setShown] = useState(false);
	const show = () => setShown(true);
	const hide = () => setShown(false);
	return (
		<span className={classes.wrap}>
			{cloneElement(children, {
				"aria-describedby": id,
				onPointerEnter: show,
				onPointerLeave: hide,
				onFocus: show,
				onBlur: hide,
				onKeyDown: (event: KeyboardEvent) => event.key === "Escape" && hide(),
			})}
			<span id={id} role="tooltip" className={shown ? classes.hint : "kp-sr"}>
				{label}
			</span>
		</span>
	);
}
