import { Drawer, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { setPreference } from "@/lib/preference";
import { recentImportsQuery } from "@/lib/queries";
import { kept } from "@/lib/storage";
import { useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import classes from "./jobs-tray.module.css";
import { useWork } from "./work";
import { WorkCard } from "./work-card";

const shown = 12;

/** Long work of the workspace: what goes on, and how the last of it ended. */
export default function JobsTray({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { active, over } = useWork(slug);
	const imports = useQuery(recentImportsQuery(slug)).data ?? [];
	// What ended since the last look is marked as long as the tray is open.
	const [seen] = useState(() => kept.get(`tray.${slug}`));
	const latest = over[0]?.at;
	useEffect(() => setPreference(`tray.${slug}`, latest ?? new Date(0).toISOString()), [slug, latest]);
	return (
		<Drawer
			opened
			onClose={onClose}
			position="right"
			size={420}
			title={<Text fw={700}>{t("tray.title")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			{active.length + over.length === 0 && (
				<EmptyState plain icon={IconListCheck} title={t("jobs.none")} text={t("jobs.noneText")} />
			)}
			{active.length > 0 && (
				<>
					<h2 className="kp-label">{t("tray.active")}</h2>
					<ul className={classes.list}>
						{active.map((work) => (
							<WorkCard key={work.id} work={work} imports={imports} />
						))}
					</ul>
				</>
			)}
			{over.length > 0 && (
				<>
					<h2 className="kp-label">{t("tray.over")}</h2>
					<ul className={classes.list}>
						{over.slice(0, shown).map((work) => (
							<WorkCard key={work.id} work={work} imports={imports} isNew={seen !== "" && work.at > seen} />
						))}
					</ul>
				</>
			)}
			<Text size="sm" mt="md">
				<Link to="/w/$ws/jobs" params={{ ws: slug }} onClick={onClose}>
					{t("tray.all")}
				</Link>
			</Text>
		</Drawer>
	);
}
