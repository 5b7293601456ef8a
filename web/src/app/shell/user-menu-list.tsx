import { Menu, Text } from "@mantine/core";
import {
	IconAdjustments,
	IconCheck,
	IconDeviceDesktop,
	IconDevices,
	IconKeyboard,
	IconLogout,
	IconMoon,
	IconSun,
	IconTrash,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import type { Language } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { setOverlay } from "./overlay";
import { useAccount } from "./use-account";
import { useOpenOnArrival } from "./use-open-on-arrival";
import { UserButton } from "./user-button";

const schemes = [
	{ value: "light", label: "user.light", icon: IconSun },
	{ value: "dark", label: "user.dark", icon: IconMoon },
	{ value: "auto", label: "user.auto", icon: IconDeviceDesktop },
] as const;
const languages: [Language, string][] = [
	["id", "Bahasa Indonesia"],
	["en", "English"],
];

export default function UserMenuList({ me }: { me: Me }) {
	const { t, i18n } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { colorScheme, setColorScheme, speak, leave } = useAccount();
	const { target, opened, setOpened } = useOpenOnArrival();
	const check = (on: boolean) => (on ? <IconCheck size={15} aria-hidden /> : undefined);
	const settings = (tab: string) => navigate({ to: "/w/$ws/settings", params: { ws: slug }, search: { tab } });
	return (
		<Menu position="bottom-end" width={230} opened={opened} onChange={setOpened}>
			<Menu.Target>
				<UserButton me={me} ref={target} />
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>
					<Text size="sm" fw={600} c="var(--mantine-color-text)">
						{me.user.name || me.user.username}
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
				<Menu.Item leftSection={<IconAdjustments size={16} aria-hidden />} onClick={() => settings("device")}>
					{t("settings.device")}
				</Menu.Item>
				<Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={() => setOverlay("help")}>
					{t("keys.title")}
				</Menu.Item>
				<Menu.Item leftSection={<IconDevices size={16} aria-hidden />} onClick={() => settings("sessions")}>
					{t("user.sessions")}
				</Menu.Item>
				{me.operator && (
					<Menu.Item
						leftSection={<IconTrash size={16} aria-hidden />}
						onClick={() => navigate({ href: "/operator/deletions" })}
					>
						{t("user.desk")}
					</Menu.Item>
				)}
				<Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
					{t("user.logout")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
