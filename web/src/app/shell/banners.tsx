import { IconHandStop, IconRefresh, IconShieldOff, IconWifiOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatNumber } from "@/lib/format";
import { useTrouble } from "@/lib/trouble";
import { useUnsaved } from "@/lib/unsaved";
import { useNewVersion } from "@/lib/version";
import { useWorkspace } from "@/lib/workspace";
import { Banner } from "./banner";
import { LicenceBanner } from "./licence-banner";
import classes from "./shell.module.css";

/** What must be known on every page: no connection, an installation that is held, all sending stopped, the licence, an unsafe cookie, a new version. */
export function Banners({ insecureCookie, compact }: { insecureCookie: boolean; compact?: boolean }) {
	const { t } = useTranslation();
	const { slug, stop_all: stop, quarantine } = useWorkspace();
	const trouble = useTrouble();
	const newer = useNewVersion();
	const unsaved = useUnsaved();
	return (
		<>
			{trouble && (
				<Banner tone="mute" icon={<IconWifiOff size={18} aria-hidden />}>
					<b>{trouble === "offline" ? t("banner.offline") : t("banner.unreachable")}</b>{" "}
					{!compact && t("banner.catchUp")}
				</Banner>
			)}
			{quarantine && (
				<Banner tone="bata" icon={<IconHandStop size={18} aria-hidden />}>
					<b>{t("banner.quarantine", { held: formatNumber(stop.held_count) })}</b>{" "}
					<Link to="/w/$ws/held" params={{ ws: slug }}>
						{t("banner.showHeld")}
					</Link>
				</Banner>
			)}
			{stop.on && (
				<Banner tone="bata" icon={<IconHandStop size={18} aria-hidden />}>
					<b>{t("banner.stopped", { held: formatNumber(stop.held_count) })}</b>{" "}
					{!compact && stop.since && t("banner.stoppedSince", { since: formatDateTime(stop.since) })}{" "}
					<Link to="/w/$ws/held" params={{ ws: slug }}>
						{t("banner.showHeld")}
					</Link>
				</Banner>
			)}
			<LicenceBanner compact={compact} />
			{insecureCookie && !compact && (
				<Banner tone="kunyit" icon={<IconShieldOff size={18} aria-hidden />}>
					{t("banner.insecure")}
				</Banner>
			)}
			{newer && (
				<Banner tone="kunyit" icon={<IconRefresh size={18} aria-hidden />}>
					<b>{t("banner.newVersion")}</b>{" "}
					{unsaved ? (
						t("banner.saveFirst")
					) : (
						<>
							{!compact && t("banner.newVersionText")}{" "}
							<button type="button" className={classes.plain} onClick={() => window.location.reload()}>
								{t("banner.reload")}
							</button>
						</>
					)}
				</Banner>
			)}
		</>
	);
}
