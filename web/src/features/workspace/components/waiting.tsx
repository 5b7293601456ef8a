import { Button, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { formatListTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { ContactAvatar } from "@/ui/contact-avatar";
import { Section } from "@/ui/section";
import classes from "./waiting.module.css";

const shown = 5;

/** The chats that wait for a reader, the longest first: that person has waited most. */
export function Waiting({ conversations }: { conversations?: Conversation[] }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const longest = (conversations ?? []).toSorted((a, b) => ((a.last_at ?? "") < (b.last_at ?? "") ? -1 : 1));
	return (
		<Section
			title={t("home.waitingChats")}
			action={
				<Button
					renderRoot={(props) => (
						<Link {...props} to="/w/$ws/inbox" params={{ ws: slug }} search={{ view: "unread" }} />
					)}
					variant="subtle"
					size="compact-sm"
					rightSection={<IconArrowRight size={15} aria-hidden />}
				>
					{t("nav.inbox")}
				</Button>
			}
		>
			{conversations && longest.length === 0 && (
				<Text c="dimmed" size="sm">
					{t("home.noneWaiting")}
				</Text>
			)}
			<ul className={classes.list}>
				{longest.slice(0, shown).map(({ id, contact, last_at, last_preview, last_type }) => {
					const name = contact.name || contact.phone_display;
					return (
						<li key={id}>
							<Link to="/w/$ws/inbox" params={{ ws: slug }} search={{ c: id, view: "unread" }}>
								<ContactAvatar id={contact.id} name={name} size={34} />
								<span>
									<b className="kp-clip">{name}</b>
									<small className="kp-clip">{last_preview || (last_type && codeText("messageType", last_type))}</small>
								</span>
								{last_at && <time dateTime={last_at}>{formatListTime(last_at)}</time>}
							</Link>
						</li>
					);
				})}
			</ul>
		</Section>
	);
}
