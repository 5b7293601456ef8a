import { Button, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/lib/workspace";
import { Section } from "@/ui/section";
import classes from "./start-checklist.module.css";

/** The way from an empty workspace to the first blast. */
export function StartChecklist({
	connected,
	imported,
	blasted,
}: {
	connected: boolean;
	imported: boolean;
	blasted: boolean;
}) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const steps = [
		{
			key: "connect",
			done: connected,
			to: "/w/$ws/channels/connect",
			title: t("start.connect"),
			text: t("start.connectText"),
			act: t("start.connectAct"),
		},
		{
			key: "import",
			done: imported,
			to: "/w/$ws/contacts/import",
			title: t("start.import"),
			text: t("start.importText"),
			act: t("start.importAct"),
		},
		{
			key: "blast",
			done: blasted,
			to: "/w/$ws/blasts",
			title: t("start.blast"),
			text: t("start.blastText"),
			act: t("start.blastAct"),
		},
	] as const;
	const current = steps.find((step) => !step.done)?.key;
	return (
		<Section title={t("start.title")} text={t("start.text")}>
			<ol className={classes.steps}>
				{steps.map((step, index) => (
					<li key={step.key} data-done={step.done || undefined} data-current={step.key === current || undefined}>
						<span className={classes.mark} aria-hidden>
							{step.done ? <IconCheck size={17} stroke={2.4} /> : index + 1}
						</span>
						<div>
							<Text fw={600}>
								{step.title}
								{step.done && <span className="kp-sr"> ({t("start.done")})</span>}
							</Text>
							<Text size="sm" c="dimmed">
								{step.text}
							</Text>
						</div>
						{!step.done && (
							<Button
								variant={step.key === current ? "filled" : "default"}
								renderRoot={(props) => <Link {...props} to={step.to} params={{ ws: slug }} />}
							>
								{step.act}
							</Button>
						)}
					</li>
				))}
			</ol>
		</Section>
	);
}
