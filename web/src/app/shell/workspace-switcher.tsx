import { Menu, Text, TextInput } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import classes from "./shell.module.css";

const searchFrom = 7;

const mark = (name: string) =>
	name
		.split(/\s+/)
		.slice(0, 2)
		.map((word) => word[0] ?? "")
		.join("")
		.toUpperCase();

export function WorkspaceSwitcher({ me }: { me: Me }) {
	const { t } = useTranslation();
	const workspace = useWorkspace();
	const navigate = useNavigate();
	const [search, setSearch] = useState("");
	const found = me.workspaces.filter((ref) => ref.name.toLowerCase().includes(search.toLowerCase()));
	return (
		<Menu width={260} position="bottom-start" withinPortal>
			<Menu.Target>
				<button type="button" className={classes.switcher} aria-label={`${t("shell.workspace")}: ${workspace.name}`}>
					<span className={classes.logo} aria-hidden>
						{mark(workspace.name)}
					</span>
					<span style={{ minWidth: 0, flex: 1 }}>
						<Text fw={700} size="sm" className="kp-clip">
							{workspace.name}
						</Text>
						<Text size="xs" c="dimmed">
							{codeText("role", workspace.role)}
						</Text>
					</span>
					<IconSelector size={16} aria-hidden />
				</button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>{t("shell.workspaces")}</Menu.Label>
				{me.workspaces.length >= searchFrom && (
					<TextInput
						size="xs"
						m={6}
						aria-label={t("shell.findWorkspace")}
						placeholder={t("shell.findWorkspace")}
						value={search}
						onChange={(event) => setSearch(event.currentTarget.value)}
					/>
				)}
				{found.map((ref) => (
					<Menu.Item
						key={ref.id}
						onClick={() => navigate({ to: "/w/$ws", params: { ws: ref.slug } })}
						rightSection={ref.slug === workspace.slug ? <IconCheck size={16} aria-hidden /> : undefined}
					>
						<Text size="sm" fw={600}>
							{ref.name}
						</Text>
						<Text size="xs" c="dimmed">
							{codeText("role", ref.role)}
						</Text>
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}
