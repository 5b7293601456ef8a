import {
	IconActivity,
	IconBuildingStore,
	IconDeviceDesktop,
	IconHandStop,
	IconKeyboard,
	IconLanguage,
	IconLogout,
	IconMoon,
	IconPlayerPlay,
	IconPlus,
	IconSpeakerphone,
	IconSun,
	IconUpload,
} from "@tabler/icons-react";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { shortcuts } from "@/lib/keys";
import { denial, type Right, useWorkspace } from "@/lib/workspace";
import { places, samePlace } from "../shell/navigation";
import { setOverlay } from "../shell/overlay";
import { usePins } from "../shell/pins";
import { useAccount } from "../shell/use-account";
import type { Entry, Group } from "./entry";

/** Pages, actions and other workspaces. What may not be done stays in the list and says why. */
export function useCommands(me: Me): Group[] {
	const { t, i18n } = useTranslation();
	const workspace = useWorkspace();
	const navigate = useNavigate();
	const location = useRouterState({ select: (state) => state.location });
	const account = useAccount();
	const { pinnedFirst } = usePins(me.user.id);
	const base = `/w/${workspace.slug}`;
	const guarded = (right: Right, entry: Entry): Entry => {
		const why = denial(workspace, right);
		return why ? { ...entry, disabled: true, hint: t(why) } : entry;
	};
	const maySwitch = workspace.rights.includes("manage");
	const held = workspace.stop_all.on;
	const pages: Entry[] = [
		...places.map((place) => ({
			key: place.to,
			label: t(place.label),
			icon: place.icon,
			keys: shortcuts[place.shortcut].keys,
			href: base + place.to.slice("/w/$ws".length),
		})),
		{ key: "import", label: t("start.import"), icon: IconUpload, href: `${base}/contacts/import` },
		{ key: "manage", label: t("contacts.manage"), href: `${base}/contacts/manage` },
		{ key: "members", label: t("settings.members"), hint: t("nav.settings"), href: `${base}/settings?tab=members` },
		{ key: "device", label: t("settings.device"), hint: t("nav.settings"), href: `${base}/settings?tab=device` },
		{ key: "sessions", label: t("settings.sessions"), hint: t("nav.settings"), href: `${base}/settings?tab=sessions` },
	];
	const other = i18n.language === "id" ? ("en" as const) : ("id" as const);
	const actions: Entry[] = [
		guarded("edit", { key: "new-contact", label: t("contacts.add"), icon: IconPlus, href: `${base}/contacts?new=1` }),
		guarded("send", {
			key: "new-blast",
			label: t("blast.create"),
			icon: IconSpeakerphone,
			href: `${base}/blasts?new=1`,
		}),
		{
			key: "stop",
			label: held ? t("stop.release") : t("stop.stop"),
			icon: held ? IconPlayerPlay : IconHandStop,
			hint: maySwitch ? undefined : t("denied.manage"),
			disabled: !maySwitch,
			act: () => setOverlay("stop"),
		},
		{ key: "tray", label: t("tray.title"), icon: IconActivity, act: () => setOverlay("tray") },
		...(
			[
				["light", IconSun],
				["dark", IconMoon],
				["auto", IconDeviceDesktop],
			] as const
		).map(([scheme, icon]) => ({
			key: `scheme-${scheme}`,
			label: `${t("user.scheme")}: ${t(`user.${scheme}`)}`,
			icon,
			act: () => account.setColorScheme(scheme),
		})),
		{
			key: "language",
			label: `${t("user.language")}: ${other === "en" ? "English" : "Bahasa Indonesia"}`,
			icon: IconLanguage,
			act: () => void account.speak(other),
		},
		{
			key: "keys",
			label: t("keys.title"),
			icon: IconKeyboard,
			keys: shortcuts.help.keys,
			act: () => setOverlay("help"),
		},
		{ key: "leave", label: t("user.logout"), icon: IconLogout, act: () => void account.leave() },
	];
	const workspaces: Entry[] = pinnedFirst(me.workspaces)
		.filter((ref) => ref.slug !== workspace.slug)
		.map((ref) => ({
			key: `ws-${ref.id}`,
			label: ref.name,
			hint: codeText("role", ref.role),
			icon: IconBuildingStore,
			act: () => void navigate({ ...samePlace(location.pathname, location.search), params: { ws: ref.slug } }),
		}));
	return [
		{ key: "pages", title: t("palette.pages"), entries: pages },
		{ key: "actions", title: t("palette.actions"), entries: actions },
		{ key: "workspaces", title: t("shell.workspaces"), entries: workspaces },
	];
}
