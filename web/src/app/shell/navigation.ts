import {
	IconAddressBook,
	IconDots,
	IconHome,
	IconInbox,
	IconListCheck,
	IconPlugConnected,
	IconSettings,
	IconSpeakerphone,
	IconTemplate,
} from "@tabler/icons-react";

/** The places of a workspace, in the order of the sidebar. */
export const sections = [
	{
		label: "nav.work",
		items: [
			{ to: "/w/$ws", label: "nav.home", icon: IconHome, exact: true },
			{ to: "/w/$ws/inbox", label: "nav.inbox", icon: IconInbox, exact: false },
			{ to: "/w/$ws/contacts", label: "nav.contacts", icon: IconAddressBook, exact: false },
		],
	},
	{ label: "nav.reach", items: [{ to: "/w/$ws/blasts", label: "nav.blasts", icon: IconSpeakerphone, exact: false }] },
	{
		label: "nav.manage",
		items: [
			{ to: "/w/$ws/channels", label: "nav.channels", icon: IconPlugConnected, exact: false },
			{ to: "/w/$ws/templates", label: "nav.templates", icon: IconTemplate, exact: false },
			{ to: "/w/$ws/jobs", label: "nav.jobs", icon: IconListCheck, exact: false },
			{ to: "/w/$ws/settings", label: "nav.settings", icon: IconSettings, exact: false },
		],
	},
] as const;

/** The bottom tabs of a phone; the rest is behind "more". */
export const tabs = [sections[0].items[1], sections[0].items[2], sections[1].items[0]] as const;
export const moreIcon = IconDots;
