import { Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/lib/workspace";
import { Section } from "@/ui/section";
import classes from "./start-checklist.module.css";
import { StepButton } from "./step-button";

/** The way from an empty workspace to the first blast. */
export function StartChecklist({
	connected,
	imported,
	talked,
	blasted,
	phone,
	children,
}: {
	connected: boolean;
	imported: boolean;
	talked: boolean;
	blasted: boolean;
	phone: string;
	/** What stands below the steps. */
	children?: ReactNode;
}) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const chat = `https://wa.me/${phone.replace(/\D/g, "")}`;
	const steps = [
		{
			key: "connect",
			done: connected,
			right: "manage",
			to: `/w/${slug}/channels/connect`,
			title: t("start.connect"),
			text: t("start.connectText"),
			act: t("start.connectAct"),
		},
		{
			key: "import",
			done: imported,
			right: "edit",
			to: `/w/${slug}/contacts/import`,
			title: t("start.import"),
			text: t("start.importText"),
			act: t("start.importAct"),
		},
		{
			key: "talk",
			done: talked,
			right: null,
			to: phone ? chat : "",
			title: t("start.talk"),
			text: phone ? t("start.talkTo", { phone }) : t("start.talkText"),
			act: t("start.talkAct"),
		},
		{
			key: "blast",
			done: blasted,
			right: "send",
			to: `/w/${slug}/blasts`,
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
						{!step.done && step.to !== "" && <StepButton step={step} primary={step.key === current} />}
					</li>
				))}
			</ol>
			{children}
		</Section>
	);
}
