import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Me, Workspace } from "@/api/types";
import type { Key } from "@/lib/i18n";
import { meQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { Appearance } from "../components/appearance";
import { AuditList } from "../components/audit-list";
import { DeviceForm } from "../components/device-form";
import { GeneralForm } from "../components/general-form";
import { InviteList } from "../components/invite-list";
import { LicencePanel } from "../components/licence-panel";
import { MemberList } from "../components/member-list";
import { OwnCode } from "../components/own-code";
import { ProfileForm } from "../components/profile-form";
import { SendingForm } from "../components/sending-form";
import { SessionList } from "../components/session-list";
import { UnstoredList } from "../components/unstored-list";
import classes from "./settings-page.module.css";

interface Tab {
	id: string;
	label: Key;
	/** Whoever lacks the right does not see the page at all. */
	right?: string;
	show: (workspace: Workspace, me: Me) => ReactNode;
}

const groups: { label: Key; tabs: Tab[] }[] = [
	{
		label: "settings.ofWorkspace",
		tabs: [
			{ id: "general", label: "settings.general", show: (workspace) => <GeneralForm workspace={workspace} /> },
			{ id: "sending", label: "settings.sending", show: (workspace) => <SendingForm workspace={workspace} /> },
			{
				id: "members",
				label: "settings.members",
				show: ({ rights }) => (
					<Stack gap="md">
						<MemberList />
						{rights?.includes("manage") && <InviteList />}
					</Stack>
				),
			},
			{ id: "licence", label: "settings.licence", show: () => <LicencePanel /> },
			{ id: "unstored", label: "settings.unstored", right: "delete", show: () => <UnstoredList /> },
			{ id: "audit", label: "settings.audit", right: "audit", show: () => <AuditList /> },
		],
	},
	{
		label: "settings.ofMine",
		tabs: [
			{ id: "profile", label: "settings.profile", show: (_, me) => <ProfileForm me={me} /> },
			{ id: "appearance", label: "user.scheme", show: () => <Appearance /> },
			{ id: "device", label: "settings.device", show: () => <DeviceForm /> },
			{
				id: "sessions",
				label: "settings.sessions",
				show: () => (
					<Stack gap="md">
						<SessionList />
						<OwnCode />
					</Stack>
				),
			},
		],
	},
];

export function SettingsPage() {
	const { t } = useTranslation();
	const workspace = useWorkspace();
	const me = useQuery(meQuery).data;
	const search = useSearch({ strict: false });
	const here = useRef<HTMLElement>(null);
	const seen = groups.map((group) => ({
		...group,
		tabs: group.tabs.filter(({ right }) => !right || workspace.rights?.includes(right)),
	}));
	const all = seen.flatMap(({ tabs }) => tabs);
	const tab = all.find(({ id }) => id === search.tab) ?? all[0];
	// On a phone the list is a row that scrolls: the chosen page is brought into sight.
	// biome-ignore lint/correctness/useExhaustiveDependencies: it follows the chosen page
	useEffect(() => {
		here.current?.querySelector('[aria-current="page"]')?.scrollIntoView?.({ block: "nearest", inline: "center" });
	}, [tab?.id]);
	return (
		<Page>
			<PageHeader title={t("nav.settings")} subtitle={workspace.name} />
			<div className={classes.layout}>
				<nav ref={here} className={classes.nav} aria-label={t("nav.settings")}>
					{seen.map(({ label, tabs }) => [
						<span key={label} className={classes.group}>
							{t(label)}
						</span>,
						...tabs.map(({ id, label: name }) => (
							<Link
								key={id}
								to="/w/$ws/settings"
								params={{ ws: workspace.slug }}
								search={{ tab: id }}
								className={classes.link}
								aria-current={id === tab?.id ? "page" : undefined}
								activeProps={{}}
							>
								{t(name)}
							</Link>
						)),
					])}
				</nav>
				<div key={tab?.id}>{me && tab?.show(workspace, me)}</div>
			</div>
		</Page>
	);
}
