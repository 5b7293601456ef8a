import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Deletion } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { fieldProblems } from "@/lib/problem";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { type Act, useAct } from "../api";
import { CodeInput } from "./code-input";

export type Doing = Act["do"];

const reasons = ["dispute", "legal_order", "not_owner", "not_identified", "duplicate", "other"] as const;
const longer = ["complex", "dispute", "legal_order", "not_identified", "other"] as const;
const day = 86_400_000;

/** Everything that an act may ask for. */
interface Typed {
	tail: string;
	reason: string;
	until: string;
	days: string;
	note: string;
}

const inDays = (n: number) => new Date(Date.now() + n * day).toISOString().slice(0, 10);
const empty: Typed = { tail: "", reason: "", until: "", days: "30", note: "" };

function actOf(doing: Doing, typed: Typed): Act {
	const note = typed.note.trim() || undefined;
	switch (doing) {
		case "approve":
			return { do: "approve", plan_tail: typed.tail.trim() };
		case "hold":
			return { do: "hold", reason: typed.reason as (typeof reasons)[number], review_on: typed.until, note };
		case "refuse":
			return { do: "refuse", reason: typed.reason as (typeof reasons)[number], note };
		case "extend":
			return { do: "extend", reason: typed.reason as (typeof longer)[number], days: Number(typed.days), note };
		case "release":
			return { do: "release", note };
		default:
			return { do: doing };
	}
}

function complete(doing: Doing, { tail, reason, until, days }: Typed): boolean {
	switch (doing) {
		case "approve":
			return tail.trim().length === 8;
		case "hold":
			return reason !== "" && until !== "";
		case "refuse":
			return reason !== "";
		case "extend":
			return reason !== "" && Number(days) >= 1 && Number(days) <= 60;
		default:
			return true;
	}
}

interface Props {
	deletion: Deletion;
	doing: Doing;
	onClose: () => void;
}

/** One act on a deletion, with what it asks for and the person's code once more. It stays open, with the reason, when it fails. */
export function ActModal({ deletion, doing, onClose }: Props) {
	const { t } = useTranslation();
	const act = useAct(deletion.id);
	const [typed, setTyped] = useState<Typed>({ ...empty, until: inDays(30) });
	const [code, setCode] = useState("");
	const wrong = fieldProblems(act.error);
	const type = (more: Partial<Typed>) => setTyped((before) => ({ ...before, ...more }));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		act.mutate(
			{ act: actOf(doing, typed), code: code.trim() },
			{
				onSuccess: () => {
					toastDone(t(`deskDid.${doing}`));
					onClose();
				},
			},
		);
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={<Text fw={700}>{t(`deskDo.${doing}`)}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<Text size="sm">{t(`deskText.${doing}`)}</Text>
					<Fields doing={doing} deletion={deletion} typed={typed} type={type} wrong={wrong} />
					<CodeInput value={code} onChange={setCode} error={wrong.licence_code} />
					{act.error !== null && Object.keys(wrong).length === 0 && <ProblemNotice error={act.error} />}
					<Group justify="flex-end" gap="xs">
						<Button variant="default" onClick={onClose}>
							{t("common.cancel")}
						</Button>
						<Button
							type="submit"
							color={doing === "approve" || doing === "refuse" ? "bata" : undefined}
							disabled={!complete(doing, typed) || !code.trim()}
							loading={act.isPending}
						>
							{t(`deskDo.${doing}`)}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

interface FieldsProps {
	doing: Doing;
	deletion: Deletion;
	typed: Typed;
	type: (more: Partial<Typed>) => void;
	wrong: Record<string, string>;
}

function Fields({ doing, deletion, typed, type, wrong }: FieldsProps) {
	const { t } = useTranslation();
	const asksReason = doing === "hold" || doing === "refuse" || doing === "extend";
	const list = doing === "extend" ? longer : reasons;
	return (
		<>
			{doing === "approve" && (
				<>
					<Text size="sm">{t("desk.approveRows", { n: formatNumber(deletion.plan.gone) })}</Text>
					<TextInput
						label={t("desk.tail")}
						description={t("desk.tailText", { hash: `…${deletion.plan.hash.slice(-16)}` })}
						value={typed.tail}
						onChange={(event) => type({ tail: event.currentTarget.value })}
						error={wrong.plan_tail}
						maxLength={8}
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
						styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
					/>
				</>
			)}
			{asksReason && (
				<Select
					label={t("desk.reason")}
					description={t("desk.reasonText")}
					data={list.map((value) => ({ value, label: codeText("erasureReason", value) }))}
					value={typed.reason || null}
					onChange={(value) => type({ reason: value ?? "" })}
					error={wrong.reason}
					allowDeselect={false}
				/>
			)}
			{doing === "hold" && (
				<TextInput
					type="date"
					label={t("desk.review")}
					description={t("desk.reviewText")}
					value={typed.until}
					min={inDays(1)}
					max={inDays(90)}
					onChange={(event) => type({ until: event.currentTarget.value })}
					error={wrong.review_on}
				/>
			)}
			{doing === "extend" && (
				<TextInput
					type="number"
					inputMode="numeric"
					label={t("desk.days")}
					description={t("desk.daysText")}
					value={typed.days}
					min={1}
					max={60}
					onChange={(event) => type({ days: event.currentTarget.value })}
					error={wrong.days}
				/>
			)}
			{(asksReason || doing === "release") && (
				<Textarea
					label={t("desk.note")}
					description={t("desk.noteText")}
					value={typed.note}
					maxLength={500}
					autosize
					minRows={2}
					onChange={(event) => type({ note: event.currentTarget.value })}
					error={wrong.note}
				/>
			)}
		</>
	);
}
