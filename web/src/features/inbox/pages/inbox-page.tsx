import { useMediaQuery } from "@mantine/hooks";
import { IconMessages } from "@tabler/icons-react";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useShortcut } from "@/lib/shortcuts";
import { EmptyState } from "@/ui/empty-state";
import { ContactPane } from "../components/contact-pane";
import { ConversationList } from "../components/conversation-list";
import { Thread } from "../components/thread";
import classes from "./inbox-page.module.css";

export function InboxPage() {
	const { t } = useTranslation();
	const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
	const wide = useMediaQuery("(min-width: 80em)", false, { getInitialValueInEffect: false });
	const { c: open } = useSearch({ strict: false });
	useShortcut("reply", () => document.querySelector<HTMLTextAreaElement>("#content textarea")?.focus(), Boolean(open));
	return (
		<div className={classes.panes} data-thread={(phone && open) || undefined}>
			{(!phone || !open) && <ConversationList open={open} />}
			{(!phone || open) && (
				<section className={classes.thread} aria-label={t("inbox.thread")}>
					{open ? (
						<Thread id={open} key={open} phone={phone} />
					) : (
						<div className={classes.nothing}>
							<EmptyState plain icon={IconMessages} title={t("inbox.choose")} text={t("inbox.chooseText")} />
						</div>
					)}
				</section>
			)}
			{wide && open && <ContactPane conversation={open} key={open} />}
		</div>
	);
}
