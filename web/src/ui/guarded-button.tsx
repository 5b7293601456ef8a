import { Button, type ButtonProps } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";
import { useTranslation } from "react-i18next";
import { type Right, useDenial } from "@/lib/workspace";
import { Hint } from "./hint";

type Props = ButtonProps &
	Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & { right: Right; always?: boolean };

/**
 * A button for an act which needs a right; who lacks it sees it disabled, with the reason. `always` is for what stays
 * possible when the licence has ended.
 */
export function GuardedButton({ right, always, children, disabled, onClick, ...rest }: Props) {
	const { t } = useTranslation();
	const denied = useDenial(right, always);
	if (!denied) {
		return (
			<Button disabled={disabled} onClick={onClick} {...rest}>
				{children}
			</Button>
		);
	}
	return (
		<Hint label={t(denied)}>
			<Button data-disabled aria-disabled onClick={(event) => event.preventDefault()} {...rest} type="button">
				{children}
				<span className="kp-sr"> ({t(denied)})</span>
			</Button>
		</Hint>
	);
}
