import { IconSelector } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ComponentPropsWithRef } from "react";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import classes from "./shell.module.css";

const mark = (name: string) =>
	name
		.split(/\s+/)
		.slice(0, 2)
		.map((word) => word[0] ?? "")
		.join("")
		.toUpperCase();

/** The workspace with its number, and whether that number works. */
export function WorkspaceButton({ className = "", ...rest }: ComponentPropsWithRef<"button">) {
	const { t } = useTranslation();
	const { slug, name, role } = useWorkspace();
	const channels = useQuery(channelsQuery(slug)).data;
	// The one that needs somebody, else one that works. What was disconnected on purpose is no sign of trouble.
	const channel =
		channels?.find(({ state }) => state === "needs_attention") ?? channels?.find(({ state }) => state === "connected");
	return (
		<button
			type="button"
			className={`${classes.switcher} ${className}`}
			aria-label={`${t("shell.workspace")}: ${name}`}
			{...rest}
		>
			<span className={classes.logo} aria-hidden>
				{mark(name)}
			</span>
			<span className={classes.word}>
				<b className="kp-clip">{name}</b>
				<small className="kp-clip">
					{channel ? (
						<>
							<i data-state={channel.state} aria-hidden />
							{channel.display_phone || channel.name}
							{channel.state !== "connected" && (
								<span className="kp-sr"> {codeText("channelState", channel.state)}</span>
							)}
						</>
					) : (
						codeText("role", role)
					)}
				</small>
			</span>
			<IconSelector size={15} className={classes.word} aria-hidden />
		</button>
	);
}
