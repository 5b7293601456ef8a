import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLiveState } from "@/lib/live";
import classes from "./shell.module.css";

/** Whether new messages and ticks arrive by themselves just now. */
export function LiveSign() {
	const { t } = useTranslation();
	const state = useLiveState();
	return (
		<Tooltip label={t(`live.${state}Hint`)}>
			<span className={classes.live} data-state={state} role="status">
				<i aria-hidden />
				{t(`live.${state}`)}
			</span>
		</Tooltip>
	);
}
