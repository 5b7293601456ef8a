import {
	IconAddressBook,
	IconBrandInstagram,
	IconChartBar,
	IconDots,
	IconHome,
	IconInbox,
	IconListCheck,
	IconListDetails,
	IconPlugConnected,
	IconRobot,
	IconSettings,
	IconShieldLock,
	IconSpeakerphone,
	IconTemplate,
} from "@tabler/icons-react";

/** The places of a workspace, in the order of the sidebar. */
export const sections = [
	{
		label: "nav.work",
		items: [
			{ to: "/w/$ws", label: "nav.home", icon: IconHome, exact: true, shortcut: "home" },
			{ to: "/w/$ws/inbox", label: "nav.inbox", icon: IconInbox, exact: false, shortcut: "inbox" },
			{ to: "/w/$ws/contacts", label: "nav.contacts", icon: IconAddressBook, exact: false, shortcut: "contacts" },
		],
	},
	{
		label: "nav.reach",
		items: [
			{ to: "/w/$ws/blasts", label: "nav.blasts", icon: IconSpeakerphone, exact: false, shortcut: "blasts" },
			{ to: "/w/$ws/automation", label: "nav.automation", icon: IconRobot, exact: false, shortcut: "automation" },
		],
	},
	{
		label: "nav.social",
		items: [
			{
				to: "/w/$ws/social/instagram",
				label: "nav.instagram",
				icon: IconBrandInstagram,
				exact: false,
				shortcut: "instagram",
			},
		],
	},
	{
		label: "nav.manage",
		items: [
			{ to: "/w/$ws/channels", label: "nav.channels", icon: IconPlugConnected, exact: false, shortcut: "channels" },
			{ to: "/w/$ws/templates", label: "nav.templates", icon: IconTemplate, exact: false, shortcut: "templates" },
			{ to: "/w/$ws/reports", label: "nav.reports", icon: IconChartBar, exact: false, shortcut: "reports" },
			{ to: "/w/$ws/log", label: "log.title", icon: IconListDetails, exact: false, shortcut: "log" },
			{ to: "/w/$ws/jobs", label: "nav.jobs", icon: IconListCheck, exact: false, shortcut: "jobs" },
			{ to: "/w/$ws/privacy", label: "nav.privacy", icon: IconShieldLock, exact: false, shortcut: "privacy" },
			{ to: "/w/$ws/settings", label: "nav.settings", icon: IconSettings, exact: false, shortcut: "settings" },
		],
	},
] as const;

export const places = sections.flatMap((section) => [...section.items]);
export type Place = (typeof places)[number];

/** The bottom tabs of a phone; the rest is behind "more". */
export const tabs = [sections[0].items[1], sections[0].items[2], sections[1].items[0]] as const;
export const moreIcon = IconDots;

/** The place a path belongs to: "/w/toko/contacts/import" is a part of the contacts. */
export function placeOf(pathname: string): Place | undefined {
	const rest = pathname.replace(/^\/w\/[^/]+\/?/, "/");
	return places.find(({ to, exact }) => {
		const own = to.slice("/w/$ws".length) || "/";
		return exact ? rest === own : rest === own || rest.startsWith(`${own}/`);
	});
}

/** The same place of another workspace. What belongs to the first one only (a chat, a filter by group) stays behind. */
export function samePlace(pathname: string, search: Record<string, string | undefined>) {
	const to = placeOf(pathname)?.to ?? "/w/$ws";
	return { to, search: { tab: search.tab, view: search.view } };
}
