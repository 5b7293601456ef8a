import type { ComponentPropsWithRef } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { ContactAvatar } from "@/ui/contact-avatar";
import classes from "./shell.module.css";

export function UserButton({ me, className = "", ...rest }: { me: Me } & ComponentPropsWithRef<"button">) {
	const { t } = useTranslation();
	const name = me.user.name || me.user.username;
	return (
		<button
			type="button"
			className={`${classes.face} ${className}`}
			aria-label={`${t("user.menu")}: ${name}`}
			{...rest}
		>
			<ContactAvatar id={me.user.id} name={name} size={36} />
		</button>
	);
}
