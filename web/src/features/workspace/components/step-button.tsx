import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Right, useDenial } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";

interface Step {
	/** What one must be allowed to do; null for what anybody can. */
	right: Right | null;
	to: string;
	act: string;
}

/** The way to the next step, or why this person cannot take it. */
export function StepButton({ step: { right, to, act }, primary }: { step: Step; primary: boolean }) {
	const variant = primary ? "filled" : "default";
	const denied = useDenial(right ?? "edit");
	if (right === null) {
		return (
			<Button component="a" href={to} target="_blank" rel="noreferrer" variant={variant}>
				{act}
			</Button>
		);
	}
	return denied ? (
		<GuardedButton right={right} variant={variant}>
			{act}
		</GuardedButton>
	) : (
		<Button renderRoot={(props) => <Link {...props} to={to} />} variant={variant}>
			{act}
		</Button>
	);
}
