import { Progress, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock, IconPoint } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Erasure } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { type Stop, stages, stopsOf } from "../way";
import { failureText } from "../words";
import classes from "./request-way.module.css";

const icons = { done: IconCheck, now: IconClock, ahead: IconPoint, bad: IconAlertTriangle };

/** The way of a deletion from top to bottom: what was, where it is, what is to come. */
export function RequestWay({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	return (
		<ol className={classes.way} aria-label={t("erasure.way")}>
			{stopsOf(erasure).map((stop) => (
				<Row key={stop.key} stop={stop} erasure={erasure} />
			))}
		</ol>
	);
}

function Row({ stop, erasure }: { stop: Stop; erasure: Erasure }) {
	const { t } = useTranslation();
	const Sign = icons[stop.kind];
	const now = stop.kind === "now" || (stop.kind === "bad" && erasure.state === stop.state);
	return (
		<li data-kind={stop.kind} aria-current={now ? "step" : undefined}>
			<span className={classes.sign}>
				<Sign size={15} stroke={2.2} aria-hidden />
			</span>
			<div>
				<Text component="span" fw={now ? 700 : 500} size="sm">
					{codeText("erasureState", stop.state)}
				</Text>
				{stop.at && (
					<Text component="span" size="xs" c="dimmed" ms={8}>
						{formatDateTime(stop.at)}
					</Text>
				)}
				{stop.kind === "ahead" && <span className="kp-sr"> ({t("erasure.ahead")})</span>}
				{stop.kind === "now" && erasure.stage && <Stage stage={erasure.stage} />}
				{stop.state === "failed_verification" && stop.kind === "bad" && erasure.reason && (
					<Text size="xs" c="dimmed">
						{failureText(erasure.reason)}
					</Text>
				)}
			</div>
		</li>
	);
}

function Stage({ stage }: { stage: Exclude<Erasure["stage"], ""> }) {
	const { t } = useTranslation();
	const at = stages.indexOf(stage) + 1;
	const label = codeText("erasureStage", stage);
	return (
		<div role="status" style={{ marginTop: 4 }}>
			<Text size="sm">{t("erasure.stage", { n: at, of: stages.length, what: label })}</Text>
			<Progress value={(100 * at) / stages.length} mt={4} maw={280} aria-label={label} />
		</div>
	);
}
