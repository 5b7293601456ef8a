import { ActionIcon, Button, Text } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel, CommentRule } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { GuardedButton } from "@/ui/guarded-button";
import { toastDone, toastProblem } from "@/ui/toast";
import { useRuleChanges } from "../api/rules";
import { scopeText, wordsText } from "../words";
import classes from "./automation.module.css";
import { RuleState } from "./badges";

/** The rules in the order in which they are asked; they are moved by dragging and by buttons. */
export function RuleList({ rules, channels }: { rules: CommentRule[]; channels: Channel[] | undefined }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { start, pause, remove, order } = useRuleChanges(slug);
	const mayEdit = useDenial("edit") === null;
	const mayDelete = useDenial("edit", true) === null;
	const [deleting, setDeleting] = useState<CommentRule | null>(null);
	const [over, setOver] = useState("");
	const [said, setSaid] = useState("");
	const move = (id: string, to: number) => {
		const ids = rules.map((rule) => rule.id).filter((other) => other !== id);
		ids.splice(to, 0, id);
		const rule = rules.find((known) => known.id === id);
		setSaid(t("rule.moved", { name: rule?.name, n: to + 1 }));
		order.mutate(ids, { onError: toastProblem });
	};
	const dropped = (event: DragEvent, to: number) => {
		event.preventDefault();
		setOver("");
		const id = event.dataTransfer.getData("text/x-rule");
		if (rules.some((rule) => rule.id === id)) {
			move(id, to);
		}
	};
	const many = mayEdit && rules.length > 1;
	return (
		<>
			<ol className={classes.rules} aria-label={t("automation.rules")}>
				{rules.map((rule, index) => (
					<li
						key={rule.id}
						className={`kp-card ${classes.rule}`}
						draggable={many}
						data-over={over === rule.id || undefined}
						onDragStart={(event) => event.dataTransfer.setData("text/x-rule", rule.id)}
						onDragOver={(event) => {
							event.preventDefault();
							setOver(rule.id);
						}}
						onDragLeave={() => setOver("")}
						onDrop={(event) => dropped(event, index)}
					>
						<div className={classes.order}>
							{many && (
								<ActionIcon
									variant="subtle"
									color="gray"
									size="sm"
									disabled={index === 0}
									aria-label={t("rule.up", { name: rule.name })}
									onClick={() => move(rule.id, index - 1)}
								>
									<IconChevronUp size={16} aria-hidden />
								</ActionIcon>
							)}
							<span>{index + 1}</span>
							{many && (
								<ActionIcon
									variant="subtle"
									color="gray"
									size="sm"
									disabled={index === rules.length - 1}
									aria-label={t("rule.down", { name: rule.name })}
									onClick={() => move(rule.id, index + 1)}
								>
									<IconChevronDown size={16} aria-hidden />
								</ActionIcon>
							)}
						</div>
						<div style={{ minWidth: 0 }}>
							<Link to="/w/$ws/automation/rules/$rule" params={{ ws: slug, rule: rule.id }} draggable={false}>
								<b className="kp-name">{rule.name}</b>
							</Link>
							<Text size="sm" c="dimmed" className="kp-name">
								{scopeText(t, rule, channels)} · {wordsText(t, rule)}
							</Text>
							<Text size="sm">{t("rule.answered", { n: formatNumber(rule.answered) })}</Text>
						</div>
						<div className={classes.acts}>
							<RuleState state={rule.state} />
							{rule.state === "active" ? (
								<GuardedButton
									right="send"
									always
									size="xs"
									variant="default"
									leftSection={<IconPlayerPause size={15} aria-hidden />}
									aria-label={t("rule.pauseOf", { name: rule.name })}
									onClick={() => pause.mutate(rule.id, { onError: toastProblem })}
								>
									{t("rule.pause")}
								</GuardedButton>
							) : (
								<StartButton rule={rule} start={start} />
							)}
							{mayDelete && (
								<ActionIcon
									variant="subtle"
									color="gray"
									aria-label={t("rule.deleteOf", { name: rule.name })}
									onClick={() => setDeleting(rule)}
								>
									<IconTrash size={17} aria-hidden />
								</ActionIcon>
							)}
						</div>
					</li>
				))}
			</ol>
			<span className="kp-sr" role="status">
				{said}
			</span>
			<Confirm
				opened={deleting !== null}
				title={t("rule.deleteTitle", { name: deleting?.name })}
				confirm={t("common.delete")}
				danger
				onConfirm={async () => {
					await remove.mutateAsync(deleting?.id ?? "");
					toastDone(t("rule.deleted"));
				}}
				onClose={() => setDeleting(null)}
			>
				{t("rule.deleteText")}
			</Confirm>
		</>
	);
}

/** A draft is started where its faults can be shown: in its editor. */
function StartButton({ rule, start }: { rule: CommentRule; start: ReturnType<typeof useRuleChanges>["start"] }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	if (rule.state === "draft") {
		return (
			<Button
				size="xs"
				variant="default"
				aria-label={t("rule.finishOf", { name: rule.name })}
				onClick={() => navigate({ to: "/w/$ws/automation/rules/$rule", params: { ws: slug, rule: rule.id } })}
			>
				{t("rule.finish")}
			</Button>
		);
	}
	return (
		<GuardedButton
			right="send"
			size="xs"
			leftSection={<IconPlayerPlay size={15} aria-hidden />}
			aria-label={t("rule.startOf", { name: rule.name })}
			onClick={() => start.mutate(rule.id, { onError: toastProblem })}
		>
			{t("rule.start")}
		</GuardedButton>
	);
}
