import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber, formatPercent } from "@/lib/format";
import { unreadQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { placeOf } from "./navigation";
import { share, useWork } from "./work";

/** What the tab shows when one is elsewhere: unread chats and running work, in the title and on the icon. */
export function useSigns() {
	const { t } = useTranslation();
	const { slug, name } = useWorkspace();
	const unread = useQuery(unreadQuery(slug)).data ?? 0;
	const { running } = useWork(slug);
	const pathname = useRouterState({ select: (state) => state.location.pathname });
	const place = placeOf(pathname);
	const signs = [
		unread > 0 && `(${formatNumber(unread)})`,
		running.length > 0 && formatPercent(Math.floor(share(running) * 100), 100),
	].filter(Boolean);
	const title = [...signs, [place && t(place.label), name, "Kelola Pesan"].filter(Boolean).join(" · ")].join(" ");
	const icon = unread > 0 ? "unread" : running.length > 0 ? "busy" : "";
	useEffect(() => {
		document.title = title;
	}, [title]);
	useEffect(() => {
		document.querySelector('link[rel="icon"]')?.setAttribute("href", icon ? `/favicon-${icon}.svg` : "/favicon.svg");
		// Only an installed application has a badge.
		const set = unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
		set?.catch(() => undefined);
	}, [icon, unread]);
	useEffect(
		() => () => {
			document.title = "Kelola Pesan";
			document.querySelector('link[rel="icon"]')?.setAttribute("href", "/favicon.svg");
		},
		[],
	);
}
