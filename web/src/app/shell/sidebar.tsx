import { IconKeyboard, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { unreadQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { JobsRing } from "./jobs-ring";
import { sections } from "./navigation";
import { setOverlay } from "./overlay";
import classes from "./shell.module.css";
import { WorkspaceSwitcher } from "./workspace-switcher";

interface Props {
	me: Me;
	narrow: boolean;
	/** Null on a phone, where the sidebar is a drawer. */
	onNarrow: (() => void) | null;
	onClose: () => void;
}

export function Sidebar({ me, narrow, onNarrow, onClose }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const unread = useQuery(unreadQuery(slug)).data ?? 0;
	const Fold = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
	return (
		<div className={classes.side} data-narrow={narrow || undefined}>
			<div className={classes.sideHead}>
				<WorkspaceSwitcher me={me} />
				{!onNarrow && (
					<button type="button" className={classes.square} onClick={onClose} aria-label={t("common.close")}>
						<IconX size={20} aria-hidden />
					</button>
				)}
			</div>
			{sections.map((section) => (
				<div key={section.label} className={classes.section}>
					<div className="kp-label">{t(section.label)}</div>
					{section.items.map((item) => (
						<Link
							key={item.to}
							to={item.to}
							params={{ ws: slug }}
							className={classes.item}
							activeOptions={{ exact: item.exact, includeSearch: false }}
							onClick={onClose}
						>
							<item.icon size={20} stroke={1.7} aria-hidden />
							<span className={classes.word}>{t(item.label)}</span>
							{item.label === "nav.inbox" && unread > 0 && (
								<span className={classes.count}>
									{formatNumber(unread)}
									<span className="kp-sr"> {t("nav.unread")}</span>
								</span>
							)}
						</Link>
					))}
				</div>
			))}
			<div className={classes.sideFoot}>
				<JobsRing wide />
				{onNarrow && (
					<>
						<button type="button" className={classes.item} data-plain onClick={() => setOverlay("help")}>
							<IconKeyboard size={20} stroke={1.7} aria-hidden />
							<span className={classes.word}>{t("keys.title")}</span>
						</button>
						<button type="button" className={classes.item} data-plain aria-expanded={!narrow} onClick={onNarrow}>
							<Fold size={20} stroke={1.7} aria-hidden />
							<span className={classes.word}>{narrow ? t("shell.widen") : t("shell.narrow")}</span>
						</button>
					</>
				)}
				<div className={classes.version}>
					Kelola Pesan {me.version} · <a href="/docs">{t("shell.api")}</a>
				</div>
			</div>
		</div>
	);
}
