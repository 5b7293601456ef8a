import { useTranslation } from "react-i18next";
import { useLiveState } from "@/lib/live";
import { Hint } from "@/ui/hint";
import classes from "./shell.module.css";

/** Whether new messages and ticks arrive by themselves just now. */
export function LiveSign() {
	const { t } = useTranslation();
	const state = useLiveState();
	return (
		<Hint label={t(`live.${state}Hint`)}>
			<span className={classes.live} data-state={state} role="status">
				<i aria-hidden />
				<span>{t(`live.${state}`)}</span>
			</span>
		</Hint>
	);
}
