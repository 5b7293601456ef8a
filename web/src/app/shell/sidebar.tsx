import { Box, CloseButton, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { unreadQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { sections } from "./navigation";
import classes from "./shell.module.css";
import { WorkspaceSwitcher } from "./workspace-switcher";

export function Sidebar({ me, onClose }: { me: Me; onClose: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const unread = useQuery(unreadQuery(slug)).data ?? 0;
	return (
		<div className={classes.side}>
			<Group wrap="nowrap" gap={6}>
				<Box flex={1} miw={0}>
					<WorkspaceSwitcher me={me} />
				</Box>
				<CloseButton hiddenFrom="sm" onClick={onClose} aria-label={t("common.close")} />
			</Group>
			{sections.map((section) => (
				<Box key={section.label} mt="md">
					<div className="kp-label" style={{ padding: "0 12px 6px" }}>
						{t(section.label)}
					</div>
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
							{t(item.label)}
							{item.label === "nav.inbox" && unread > 0 && (
								<span className={classes.count}>
									{formatNumber(unread)}
									<span className="kp-sr"> {t("nav.unread")}</span>
								</span>
							)}
						</Link>
					))}
				</Box>
			))}
			<Text size="xs" c="dimmed" mt="auto" pt="lg" px={12}>
				Kelola Pesan {me.version}
				<br />
				<a href="/docs">{t("shell.api")}</a>
			</Text>
		</div>
	);
}
