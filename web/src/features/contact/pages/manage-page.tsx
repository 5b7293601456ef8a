import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/lib/workspace";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { FieldList } from "../components/field-list";
import { GroupList } from "../components/group-list";
import { SegmentList } from "../components/segment-list";

export function ManagePage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const asked = useSearch({ strict: false }).tab;
	const tab = asked === "fields" || asked === "segments" ? asked : "groups";
	return (
		<Page narrow>
			<PageHeader title={t("contacts.manage")} back={{ to: `/w/${slug}/contacts`, label: t("nav.contacts") }} />
			<Tabs
				value={tab}
				keepMounted={false}
				onChange={(next) =>
					navigate({ to: "/w/$ws/contacts/manage", params: { ws: slug }, search: { tab: next ?? undefined } })
				}
			>
				<Tabs.List mb="md">
					<Tabs.Tab value="groups">{t("contacts.groups")}</Tabs.Tab>
					<Tabs.Tab value="segments">{t("segments.title")}</Tabs.Tab>
					<Tabs.Tab value="fields">{t("fields.title")}</Tabs.Tab>
				</Tabs.List>
				<Tabs.Panel value="groups">
					<GroupList />
				</Tabs.Panel>
				<Tabs.Panel value="segments">
					<SegmentList />
				</Tabs.Panel>
				<Tabs.Panel value="fields">
					<FieldList />
				</Tabs.Panel>
			</Tabs>
		</Page>
	);
}
