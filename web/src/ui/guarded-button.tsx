import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";
import { useTranslation } from "react-i18next";
import { type Right, useDenial } from "@/lib/workspace";

type Props = ButtonProps & Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & { right: Right };

/** A button for an act which needs a right; who lacks it sees it disabled, with the reason. */
export function GuardedButton({ right, children, disabled, onClick, ...rest }: Props) {
	const { t } = useTranslation();
	const denied = useDenial(right);
	if (!denied) {
		return (
			<Button disabled={disabled} onClick={onClick} {...rest}>
				{children}
			</Button>
		);
	}
	return (
		<Tooltip label={t(denied)}>
			<Button data-disabled aria-disabled onClick={(event) => event.preventDefault()} {...rest} type="button">
				{children}
				<span className="kp-sr"> ({t(denied)})</span>
			</Button>
		</Tooltip>
	);
}
