import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Deletion } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Section } from "@/ui/section";
import { failureText } from "../../words";
import classes from "./trail.module.css";

type Step = Deletion["trail"][number];

/** Every step of a deletion with who took it. */
export function Trail({ deletion }: { deletion: Deletion }) {
	const { t } = useTranslation();
	return (
		<Section title={t("desk.trail")}>
			<ol className={classes.trail} aria-label={t("desk.trail")}>
				{deletion.trail.map((step) => (
					<li key={`${step.at}-${step.from}-${step.to}`}>
						<span>
							<Text component="span" size="sm" fw={600} display="block">
								{step.from === step.to ? codeText("deskStep", step.reason) : codeText("erasureState", step.to)}
							</Text>
							<Why step={step} />
							<small>{step.by ? step.by.name || t("desk.gonePerson") : t("desk.machine")}</small>
						</span>
						<small>{formatDateTime(step.at)}</small>
					</li>
				))}
			</ol>
		</Section>
	);
}

function Why({ step: { from, to, reason } }: { step: Step }) {
	if (!reason || from === to) {
		return null;
	}
	return (
		<Text component="span" size="sm" display="block">
			{to === "failed_verification" ? failureText(reason) : codeText("erasureReason", reason)}
		</Text>
	);
}

/** What operators wrote for each other. */
export function Notes({ deletion }: { deletion: Deletion }) {
	const { t } = useTranslation();
	if (deletion.notes.length === 0) {
		return null;
	}
	return (
		<Section title={t("desk.notes")} text={t("desk.noteText")}>
			<ul className={classes.trail} aria-label={t("desk.notes")}>
				{deletion.notes.map(({ at, by, text }) => (
					<li key={at}>
						<span>
							<Text component="span" size="sm" display="block" className="kp-name">
								{text}
							</Text>
							<small>{by ? by.name || t("desk.gonePerson") : t("desk.host")}</small>
						</span>
						<small>{formatDateTime(at)}</small>
					</li>
				))}
			</ul>
		</Section>
	);
}
