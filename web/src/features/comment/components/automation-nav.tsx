import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/lib/workspace";
import classes from "./automation.module.css";

const places = [
	{ to: "/w/$ws/automation", label: "automation.rules" },
	{ to: "/w/$ws/automation/comments", label: "automation.comments" },
	{ to: "/w/$ws/automation/matches", label: "automation.matches" },
	{ to: "/w/$ws/automation/lab", label: "automation.lab" },
] as const;

/** The pages about comments. */
export function AutomationNav() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	return (
		<nav className={classes.nav} aria-label={t("nav.automation")}>
			{places.map(({ to, label }) => (
				<Link key={to} to={to} params={{ ws: slug }} activeOptions={{ exact: true, includeSearch: false }}>
					{t(label)}
				</Link>
			))}
		</nav>
	);
}
