import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconMenu2 } from "@tabler/icons-react";
import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { isShortcut } from "@/lib/keys";
import { setPreference, usePreference } from "@/lib/preference";
import { Banners } from "./banners";
import { BottomTabs } from "./bottom-tabs";
import { JobsRing } from "./jobs-ring";
import { LiveSign } from "./live-sign";
import { Overlays } from "./overlays";
import { SearchButton } from "./search-button";
import classes from "./shell.module.css";
import { Sidebar } from "./sidebar";
import { StopAllSwitch } from "./stop-all-switch";
import { useDrawerFocus } from "./use-drawer-focus";
import { useKeptFocus } from "./use-kept-focus";
import { useKeys } from "./use-keys";
import { useNews } from "./use-news";
import { useSigns } from "./use-signs";
import { UserMenu } from "./user-menu";

export function Shell({ me, children }: { me: Me; children: ReactNode }) {
	const { t } = useTranslation();
	const [opened, { toggle, close }] = useDisclosure(false);
	const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
	const narrow = usePreference("sidebar") === "narrow" && !phone;
	const location = useRouterState({ select: (state) => state.location });
	const inbox = location.pathname.endsWith("/inbox");
	const inThread = phone && inbox && Boolean((location.search as { c?: string }).c);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a change of page closes the drawer
	useEffect(close, [location.pathname]);
	const drawer = useDrawerFocus(opened);
	useKeptFocus(location.pathname, (location.search as { step?: string }).step);
	useKeys();
	useNews();
	useSigns();

	return (
		<div className={classes.frame} data-narrow={narrow || undefined} data-thread={inThread || undefined}>
			<a href="#content" className={classes.skip}>
				{t("shell.skip")}
			</a>
			{!inThread && (
				<header className={classes.header} inert={opened}>
					{phone && (
						<button
							type="button"
							className={classes.square}
							aria-expanded={opened}
							aria-label={t("shell.menu")}
							onClick={toggle}
						>
							<IconMenu2 size={22} aria-hidden />
						</button>
					)}
					<SearchButton />
					<div className={classes.topEnd}>
						<LiveSign />
						{phone && <JobsRing />}
						<StopAllSwitch />
						<UserMenu me={me} />
					</div>
				</header>
			)}
			{opened && <button type="button" className={classes.veil} tabIndex={-1} aria-hidden onClick={close} />}
			<nav
				ref={drawer}
				className={classes.navbar}
				aria-label={t("shell.navigation")}
				data-open={opened || undefined}
				onKeyDown={(event) => isShortcut(event, "close") && close()}
			>
				<Sidebar
					me={me}
					narrow={narrow}
					onNarrow={phone ? null : () => setPreference("sidebar", narrow ? "" : "narrow")}
					onClose={close}
				/>
			</nav>
			<main className={classes.main} data-fixed={inbox || undefined} inert={opened}>
				<Banners insecureCookie={me.insecure_cookie} compact={inThread} />
				<div id="content" className={classes.content} tabIndex={-1}>
					{children}
				</div>
			</main>
			{phone && !inThread && (
				<footer className={classes.footer} inert={opened}>
					<BottomTabs onMore={toggle} />
				</footer>
			)}
			<Overlays me={me} />
		</div>
	);
}
