import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { workspaceUrl } from "@/lib/api";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import classes from "./whole-warning.module.css";

/** What the deletion of everything means, and the way to what is worth keeping. */
export function WholeWarning({ now }: { now: boolean }) {
	const { t } = useTranslation();
	const { slug: ws } = useWorkspace();
	return (
		<Notice tone="bata" title={t("erasure.wholeWarning")}>
			<ul className={classes.points}>
				<li>{t("erasure.wholeStops")}</li>
				<li>{t(now ? "erasure.wholeNow" : "erasure.wholeForever")}</li>
				<li>{t("erasure.wholeMembers")}</li>
				<li>{t("erasure.wholeExport")}</li>
			</ul>
			<div className={classes.links}>
				<a href={workspaceUrl(ws, "/contacts/export.csv")} download>
					{t("erasure.exportCsv")}
				</a>
				<a href={workspaceUrl(ws, "/contacts/export.xlsx")} download>
					{t("erasure.exportExcel")}
				</a>
				<Link to="/w/$ws/log" params={{ ws }}>
					{t("log.title")}
				</Link>
				<Link to="/w/$ws/reports" params={{ ws }}>
					{t("nav.reports")}
				</Link>
				<Link to="/w/$ws/settings" params={{ ws }} search={{ tab: "audit" }}>
					{t("settings.audit")}
				</Link>
			</div>
		</Notice>
	);
}
