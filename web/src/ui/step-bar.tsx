import { IconCheck } from "@tabler/icons-react";
import classes from "./step-bar.module.css";

interface Props {
	label: string;
	steps: string[];
	active: number;
	/** Given where one may jump between steps. */
	onGo?: (step: number) => void;
}

/** Where one is in a task of several steps. */
export function StepBar({ label, steps, active, onGo }: Props) {
	return (
		<ol className={classes.steps} aria-label={label} data-ended={active >= steps.length || undefined}>
			{steps.map((step, index) => {
				const inner = (
					<>
						<span className={classes.mark} aria-hidden>
							{index < active ? <IconCheck size={14} stroke={2.6} /> : index + 1}
						</span>
						<span className={classes.name}>{step}</span>
					</>
				);
				return (
					<li
						key={step}
						data-active={index === active || undefined}
						data-done={index < active || undefined}
						aria-current={index === active ? "step" : undefined}
					>
						{onGo ? (
							<button type="button" onClick={() => onGo(index)}>
								{inner}
							</button>
						) : (
							<span>{inner}</span>
						)}
					</li>
				);
			})}
		</ol>
	);
}
