import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { unreadQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { moreIcon as MoreIcon, tabs } from "./navigation";
import classes from "./shell.module.css";

export function BottomTabs({ onMore }: { onMore: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const unread = useQuery(unreadQuery(slug)).data ?? 0;
	return (
		<nav className={classes.tabs} aria-label={t("shell.tabs")}>
			{tabs.map((tab) => (
				<Link
					key={tab.to}
					to={tab.to}
					params={{ ws: slug }}
					className={classes.tab}
					activeOptions={{ includeSearch: false }}
				>
					<tab.icon size={22} stroke={1.7} aria-hidden />
					{t(tab.label)}
					{tab.label === "nav.inbox" && unread > 0 && (
						<span className={`${classes.count} ${classes.tabCount}`}>{formatNumber(unread)}</span>
					)}
				</Link>
			))}
			<button type="button" className={classes.tab} onClick={onMore}>
				<MoreIcon size={22} stroke={1.7} aria-hidden />
				{t("nav.more")}
			</button>
		</nav>
	);
}
