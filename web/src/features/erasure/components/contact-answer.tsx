import { Anchor, Group, Radio, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Erasure, ErasureAnswer } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { useErasureChanges } from "../api/erasures";

type Reason = NonNullable<ErasureAnswer["reason"]>;
const reasons: Reason[] = ["not_theirs", "legal_duty", "open_matter"];

/** A person asks that what belongs to them goes, and has proven the number: owners delete it, or say why not. */
export function ContactAnswer({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { answer } = useErasureChanges(slug);
	const [refusing, setRefusing] = useState(false);
	const [reason, setReason] = useState<Reason | "">("");
	const [asking, setAsking] = useState(false);
	const accept = async () => {
		await answer.mutateAsync({ id: erasure.id, yes: true });
		toastDone(t("erasure.personAccepted"));
	};
	const refuse = () =>
		answer.mutate(
			{ id: erasure.id, yes: false, reason: reason || undefined },
			{ onSuccess: () => toastDone(t("erasure.denied")) },
		);
	const contact = erasure.scope.contact_id;
	return (
		<Section
			title={t("erasure.person")}
			text={erasure.answer_by ? t("erasure.personText", { at: formatDateTime(erasure.answer_by) }) : undefined}
		>
			<Stack gap="md">
				{contact && (
					<Anchor
						size="sm"
						renderRoot={(props) => <Link {...props} to="/w/$ws/contacts" params={{ ws: slug }} search={{ contact }} />}
					>
						{t("erasure.personWho")}
					</Anchor>
				)}
				{refusing && (
					<Radio.Group label={t("erasure.personWhy")} value={reason} onChange={(value) => setReason(value as Reason)}>
						<Stack gap={8} mt="xs">
							{reasons.map((one) => (
								<Radio key={one} value={one} label={codeText("erasureReason", one)} />
							))}
						</Stack>
					</Radio.Group>
				)}
				{answer.error !== null && !asking && <ProblemNotice error={answer.error} />}
				<Group gap="xs">
					{refusing ? (
						<GuardedButton right="delete" always disabled={!reason} loading={answer.isPending} onClick={refuse}>
							{t("erasure.personRefuse")}
						</GuardedButton>
					) : (
						<GuardedButton right="delete" always color="bata" onClick={() => setAsking(true)}>
							{t("erasure.personDo")}
						</GuardedButton>
					)}
					<GuardedButton
						right="delete"
						always
						variant="default"
						disabled={answer.isPending}
						onClick={() => setRefusing(!refusing)}
					>
						{t(refusing ? "common.back" : "erasure.personRefuse")}
					</GuardedButton>
				</Group>
				<Text size="sm" c="dimmed">
					{t("erasure.personNote")}
				</Text>
			</Stack>
			<Confirm
				opened={asking}
				title={t("erasure.personSure")}
				confirm={t("erasure.personDo")}
				danger
				onConfirm={accept}
				onClose={() => setAsking(false)}
			>
				{t("erasure.personSureText", { n: formatNumber(erasure.plan.gone) })}
			</Confirm>
		</Section>
	);
}
