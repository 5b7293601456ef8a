import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Deletion, ErasurePlan } from "@/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { ThingsTable } from "../../components/things-table";
import { useFreshPlan } from "../api";
import { differences, drifted } from "../plan";

/** The plan that is to be agreed to, and what would be different now. */
export function PlanPart({ deletion, onReplan }: { deletion: Deletion; onReplan: () => void }) {
	const { t } = useTranslation();
	const fresh = useFreshPlan(deletion.id);
	const { plan, live_erased_at: erased } = deletion;
	return (
		<Section
			title={t("desk.plan")}
			text={t("desk.planText", {
				at: formatDateTime(plan.at),
				n: formatNumber(plan.gone),
				kept: formatNumber(plan.kept),
			})}
		>
			<Stack gap="md">
				{plan.lines.length > 0 ? (
					<ThingsTable label={t("desk.plan")} lines={plan.lines} />
				) : (
					<Text size="sm" c="dimmed">
						{t("desk.planEmpty")}
					</Text>
				)}
				{plan.hash && (
					<Text size="xs" c="dimmed" className="kp-name">
						{t("desk.hash")}: <code>{plan.hash.slice(0, -8)}</code>
						<b>
							<code>{plan.hash.slice(-8)}</code>
						</b>
					</Text>
				)}
				{!erased && deletion.workspace && plan.hash && (
					<Group gap="xs">
						<Button variant="default" size="sm" loading={fresh.isPending} onClick={() => fresh.mutate()}>
							{t("desk.compare")}
						</Button>
					</Group>
				)}
				{fresh.error !== null && <ProblemNotice error={fresh.error} />}
				{fresh.data && (
					<Compared was={plan} is={fresh.data} onReplan={deletion.state === "planned" ? onReplan : undefined} />
				)}
			</Stack>
		</Section>
	);
}

function Compared({ was, is, onReplan }: { was: ErasurePlan; is: ErasurePlan; onReplan: (() => void) | undefined }) {
	const { t } = useTranslation();
	const list = differences(was.lines, is.lines);
	if (list.length === 0) {
		return <Notice tone="laut" title={t("desk.same")} />;
	}
	const far = drifted(was.gone, is.gone);
	return (
		<Stack gap="sm">
			<Notice
				tone={far ? "kunyit" : "mute"}
				title={t(far ? "desk.differsFar" : "desk.differs")}
				action={
					onReplan && (
						<Button variant="default" size="sm" onClick={onReplan}>
							{t("deskDo.replan")}
						</Button>
					)
				}
			>
				{t("desk.differsText", { was: formatNumber(was.gone), is: formatNumber(is.gone) })}
			</Notice>
			<Table aria-label={t("desk.differs")} verticalSpacing={7} horizontalSpacing="sm">
				<Table.Thead>
					<Table.Tr>
						<Table.Th>{t("erasure.thing")}</Table.Th>
						<Table.Th ta="right">{t("desk.was")}</Table.Th>
						<Table.Th ta="right">{t("desk.is")}</Table.Th>
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{list.map((one) => (
						<Table.Tr key={one.key}>
							<Table.Td>
								{codeText("erasureThing", one.thing)}
								<Text component="span" size="xs" c="dimmed" display="block">
									{codeText("erasureCategory", one.category)}
								</Text>
							</Table.Td>
							<Table.Td ta="right">{formatNumber(one.was)}</Table.Td>
							<Table.Td ta="right">{formatNumber(one.is)}</Table.Td>
						</Table.Tr>
					))}
				</Table.Tbody>
			</Table>
		</Stack>
	);
}
