import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Channel, Job } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Section } from "@/ui/section";
import classes from "./attention.module.css";

/** What a person has to look at: channels that do not work and jobs that failed. */
export function Attention({ channels, jobs }: { channels?: Channel[]; jobs?: Job[] }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const sick = channels?.filter((channel) => channel.state !== "connected") ?? [];
	const failed = jobs?.filter((job) => job.state === "failed").slice(0, 3) ?? [];
	return (
		<Section title={t("home.attention")}>
			{sick.length + failed.length === 0 ? (
				<Text c="dimmed" size="sm" className={classes.fine}>
					<IconCircleCheck size={18} aria-hidden /> {t("home.allFine")}
				</Text>
			) : (
				<ul className={classes.list}>
					{sick.map((channel) => (
						<li key={channel.id}>
							<IconAlertTriangle size={18} aria-hidden />
							<Link to="/w/$ws/channels/$channel" params={{ ws: slug, channel: channel.id }}>
								{channel.name}
							</Link>
							<span>{codeText("channelState", channel.state)}</span>
						</li>
					))}
					{failed.map((job) => (
						<li key={job.id}>
							<IconAlertTriangle size={18} aria-hidden />
							<Link to="/w/$ws/jobs" params={{ ws: slug }}>
								{codeText("job", job.kind)}
							</Link>
							<span>{t("home.jobFailed")}</span>
						</li>
					))}
				</ul>
			)}
		</Section>
	);
}
