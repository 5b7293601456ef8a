import { Menu, Text, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { workspaceQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { samePlace } from "./navigation";
import { useOpenOnArrival } from "./use-open-on-arrival";
import { WorkspaceButton } from "./workspace-button";

const searchFrom = 5;

/** All workspaces. Switching keeps the place: from contacts one comes to contacts. */
export default function WorkspaceList({ me }: { me: Me }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const navigate = useNavigate();
	const location = useRouterState({ select: (state) => state.location });
	const { target, opened, setOpened } = useOpenOnArrival();
	const [search, setSearch] = useState("");
	const found = me.workspaces.filter((ref) => ref.name.toLowerCase().includes(search.trim().toLowerCase()));
	const go = (ws: string) => {
		setOpened(false);
		setSearch("");
		navigate({ ...samePlace(location.pathname, location.search), params: { ws } });
	};
	return (
		<Menu width={270} position="bottom-start" opened={opened} onChange={setOpened}>
			<Menu.Target>
				<WorkspaceButton ref={target} />
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>{t("shell.workspaces")}</Menu.Label>
				{me.workspaces.length >= searchFrom && (
					<TextInput
						size="xs"
						m={6}
						data-autofocus
						aria-label={t("shell.findWorkspace")}
						placeholder={t("shell.findWorkspace")}
						value={search}
						onChange={(event) => setSearch(event.currentTarget.value)}
						onKeyDown={(event) => {
							if (event.key === "Enter" && found[0]) {
								go(found[0].slug);
							}
						}}
					/>
				)}
				<div style={{ maxHeight: "50vh", overflowY: "auto" }}>
					{found.map((ref) => (
						<Menu.Item
							key={ref.id}
							onClick={() => go(ref.slug)}
							// What is fetched on the way to the click is there when it comes.
							onPointerEnter={() => client.prefetchQuery(workspaceQuery(ref.slug))}
							onFocus={() => client.prefetchQuery(workspaceQuery(ref.slug))}
							aria-current={ref.slug === slug || undefined}
							rightSection={ref.slug === slug ? <IconCheck size={16} aria-hidden /> : undefined}
						>
							<Text size="sm" fw={600}>
								{ref.name}
							</Text>
							<Text size="xs" c="dimmed">
								{codeText("role", ref.role)}
							</Text>
						</Menu.Item>
					))}
				</div>
				{found.length === 0 && (
					<Text size="sm" c="dimmed" p="xs" role="status">
						{t("shell.noWorkspace")}
					</Text>
				)}
			</Menu.Dropdown>
		</Menu>
	);
}
