import { IconAlertTriangle, IconHandStop, IconLock, IconRefresh, IconShieldOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { onUpgraded } from "@/lib/api";
import { formatDate, formatDateTime, formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import classes from "./shell.module.css";

function Banner({ tone, icon, children }: { tone: "kunyit" | "bata"; icon: ReactNode; children: ReactNode }) {
	return (
		<div className={classes.banner} data-tone={tone} role="status">
			{icon}
			<div>{children}</div>
		</div>
	);
}

/** What must be known on every page: all sending stopped, the licence, an unsafe cookie, a new version. */
export function Banners({ insecureCookie, compact }: { insecureCookie: boolean; compact?: boolean }) {
	const { t } = useTranslation();
	const { slug, stop_all: stop, licence } = useWorkspace();
	const until = licence.expires_at ? formatDate(licence.expires_at) : "";
	const [newer, setNewer] = useState(false);
	useEffect(() => onUpgraded(() => setNewer(true)), []);
	return (
		<>
			{stop.on && (
				<Banner tone="bata" icon={<IconHandStop size={18} aria-hidden />}>
					<b>{t("banner.stopped", { held: formatNumber(stop.held_count) })}</b>{" "}
					{!compact && stop.since && t("banner.stoppedSince", { since: formatDateTime(stop.since) })}{" "}
					<Link to="/w/$ws/held" params={{ ws: slug }}>
						{t("banner.showHeld")}
					</Link>
				</Banner>
			)}
			{licence.state === "expiring" && !compact && (
				<Banner tone="kunyit" icon={<IconAlertTriangle size={18} aria-hidden />}>
					{t("banner.expiring", { date: until })}
				</Banner>
			)}
			{licence.state === "expired" && (
				<Banner tone="bata" icon={<IconLock size={18} aria-hidden />}>
					{t("banner.expired", { date: until })}
				</Banner>
			)}
			{licence.state === "suspended" && (
				<Banner tone="bata" icon={<IconLock size={18} aria-hidden />}>
					{t("banner.suspended")}
				</Banner>
			)}
			{insecureCookie && !compact && (
				<Banner tone="kunyit" icon={<IconShieldOff size={18} aria-hidden />}>
					{t("banner.insecure")}
				</Banner>
			)}
			{newer && (
				<Banner tone="kunyit" icon={<IconRefresh size={18} aria-hidden />}>
					{t("banner.newVersion")}
					<button
						type="button"
						className="mantine-focus-auto"
						style={{ background: "none", border: 0, cursor: "pointer", textDecoration: "underline" }}
						onClick={() => window.location.reload()}
					>
						{t("banner.reload")}
					</button>
				</Banner>
			)}
		</>
	);
}
