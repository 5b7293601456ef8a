import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/lib/workspace";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { DeviceForm } from "../components/device-form";
import { GeneralForm } from "../components/general-form";
import { MemberList } from "../components/member-list";
import { SessionList } from "../components/session-list";

const tabs = ["general", "members", "sessions", "device"] as const;

export function SettingsPage() {
	const { t } = useTranslation();
	const workspace = useWorkspace();
	const navigate = useNavigate();
	const search = useSearch({ strict: false });
	const tab = tabs.find((known) => known === search.tab) ?? "general";
	return (
		<Page narrow>
			<PageHeader title={t("nav.settings")} subtitle={workspace.name} />
			<Tabs
				value={tab}
				keepMounted={false}
				onChange={(next) =>
					navigate({ to: "/w/$ws/settings", params: { ws: workspace.slug }, search: { tab: next ?? undefined } })
				}
			>
				<Tabs.List mb="md">
					<Tabs.Tab value="general">{t("settings.general")}</Tabs.Tab>
					<Tabs.Tab value="members">{t("settings.members")}</Tabs.Tab>
					<Tabs.Tab value="sessions">{t("settings.sessions")}</Tabs.Tab>
					<Tabs.Tab value="device">{t("settings.device")}</Tabs.Tab>
				</Tabs.List>
				<Tabs.Panel value="general">
					<GeneralForm workspace={workspace} />
				</Tabs.Panel>
				<Tabs.Panel value="members">
					<MemberList />
				</Tabs.Panel>
				<Tabs.Panel value="sessions">
					<SessionList />
				</Tabs.Panel>
				<Tabs.Panel value="device">
					<DeviceForm />
				</Tabs.Panel>
			</Tabs>
		</Page>
	);
}
