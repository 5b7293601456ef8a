import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { Banners } from "./banners";
import { BottomTabs } from "./bottom-tabs";
import { LiveSign } from "./live-sign";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar";
import { StopAllSwitch } from "./stop-all-switch";
import { UserMenu } from "./user-menu";

export function Shell({ me, children }: { me: Me; children: ReactNode }) {
	const { t } = useTranslation();
	const [opened, { toggle, close }] = useDisclosure(false);
	const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
	const location = useRouterState({ select: (state) => state.location });
	const inbox = location.pathname.endsWith("/inbox");
	const inThread = phone && inbox && Boolean((location.search as { c?: string }).c);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a change of page closes the drawer
	useEffect(close, [location.pathname]);

	return (
		<AppShell
			layout="alt"
			header={{ height: inThread ? 0 : 56 }}
			footer={{ height: phone && !inThread ? 60 : 0 }}
			navbar={{ width: 236, breakpoint: "sm", collapsed: { mobile: !opened } }}
			transitionDuration={0}
			classNames={{ navbar: classes.navbar, header: classes.header, footer: classes.footer }}
		>
			<a href="#content" className={classes.skip}>
				{t("shell.skip")}
			</a>
			{!inThread && (
				<AppShell.Header>
					<Group h="100%" px={{ base: "sm", sm: "md" }} gap="sm" wrap="nowrap">
						<Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("shell.menu")} />
						<LiveSign />
						<Group ml="auto" gap="sm" wrap="nowrap">
							<StopAllSwitch />
							<UserMenu me={me} />
						</Group>
					</Group>
				</AppShell.Header>
			)}
			<AppShell.Navbar aria-label={t("shell.navigation")}>
				<Sidebar me={me} onClose={close} />
			</AppShell.Navbar>
			<AppShell.Main className={classes.main} data-fixed={inbox || undefined}>
				<Banners insecureCookie={me.insecure_cookie} compact={inThread} />
				<div id="content" className={classes.content} tabIndex={-1}>
					{children}
				</div>
			</AppShell.Main>
			{phone && !inThread && (
				<AppShell.Footer>
					<BottomTabs onMore={toggle} />
				</AppShell.Footer>
			)}
		</AppShell>
	);
}
