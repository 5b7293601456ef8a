import { Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconDevices, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { api } from "@/lib/api";
import { type Language, setLanguage } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { ContactAvatar } from "@/ui/contact-avatar";
import { toastProblem } from "@/ui/toast";

const schemes = [
	{ value: "light", label: "user.light", icon: IconSun },
	{ value: "dark", label: "user.dark", icon: IconMoon },
	{ value: "auto", label: "user.auto", icon: IconDeviceDesktop },
] as const;
const languages: [Language, string][] = [
	["id", "Bahasa Indonesia"],
	["en", "English"],
];

export function UserMenu({ me }: { me: Me }) {
	const { t, i18n } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const navigate = useNavigate();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const name = me.user.name || me.user.username;
	const speak = async (language: Language) => {
		await setLanguage(language);
		api.PATCH("/api/v1/me", { body: { language } }).catch(toastProblem);
	};
	const leave = async () => {
		try {
			await api.DELETE("/api/v1/session");
			client.clear();
			navigate({ to: "/login" });
		} catch (err) {
			toastProblem(err);
		}
	};
	const check = (on: boolean) => (on ? <IconCheck size={15} aria-hidden /> : undefined);
	return (
		<Menu position="bottom-end" width={230}>
			<Menu.Target>
				<UnstyledButton aria-label={`${t("user.menu")}: ${name}`} style={{ borderRadius: 999, display: "flex" }}>
					<ContactAvatar id={me.user.id} name={name} size={36} />
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>
					<Text size="sm" fw={600} c="var(--mantine-color-text)">
						{name}
					</Text>
					{me.user.username}
				</Menu.Label>
				<Menu.Divider />
				<Menu.Label>{t("user.language")}</Menu.Label>
				{languages.map(([value, label]) => (
					<Menu.Item
						key={value}
						lang={value}
						onClick={() => speak(value)}
						rightSection={check(i18n.language === value)}
					>
						{label}
					</Menu.Item>
				))}
				<Menu.Label>{t("user.scheme")}</Menu.Label>
				{schemes.map((scheme) => (
					<Menu.Item
						key={scheme.value}
						leftSection={<scheme.icon size={16} aria-hidden />}
						rightSection={check(colorScheme === scheme.value)}
						onClick={() => setColorScheme(scheme.value)}
					>
						{t(scheme.label)}
					</Menu.Item>
				))}
				<Menu.Divider />
				<Menu.Item
					leftSection={<IconDevices size={16} aria-hidden />}
					onClick={() => navigate({ to: "/w/$ws/settings", params: { ws: slug }, search: { tab: "sessions" } })}
				>
					{t("user.sessions")}
				</Menu.Item>
				<Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
					{t("user.logout")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
