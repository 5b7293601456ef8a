import { Stack, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ErasurePlan, ErasureScope } from "@/api/types";
import { formatBytes, formatDateTime, formatLength, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Facts } from "@/ui/facts";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import { kept, totals } from "../things";
import { ThingsTable } from "./things-table";

interface Props {
	plan: ErasurePlan;
	scope: ErasureScope;
	/** The plan that was confirmed is not what would happen any more; this is the new one. */
	changed: boolean;
}

/** What a deletion comes to before it is asked for: what goes, what stays and why, how long it takes. */
export function PlanView({ plan, scope, changed }: Props) {
	const { t } = useTranslation();
	const heading = useRef<HTMLHeadingElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new plan is what a person looks at next
	useEffect(() => {
		heading.current?.focus();
		heading.current?.scrollIntoView({ block: "start" });
	}, [plan.hash]);
	const gone = plan.lines.filter((line) => !kept(line));
	const stays = plan.lines.filter(kept);
	const sum = totals(gone);
	const empty = (scope.categories ?? []).filter((category) => !plan.lines.some((line) => line.category === category));
	return (
		<Section
			title={
				<span ref={heading} tabIndex={-1} style={{ outline: "none" }}>
					{t("erasure.planTitle")}
				</span>
			}
			text={t("erasure.planText", { at: formatDateTime(plan.at) })}
		>
			<Stack gap="md">
				{changed && (
					<Notice tone="kunyit" title={t("erasure.planChanged")}>
						{t("erasure.planChangedText")}
					</Notice>
				)}
				{plan.gone === 0 && (
					<Notice tone="mute" title={t(scope.whole ? "erasure.emptyWhole" : "erasure.nothing")}>
						{t(scope.whole ? "erasure.emptyWholeText" : "erasure.nothingText")}
					</Notice>
				)}
				{plan.gone > 0 && (
					<>
						<Facts
							rows={[
								[t("erasure.gone"), <b key="gone">{t("erasure.rowsOf", { n: formatNumber(plan.gone) })}</b>],
								[
									t("erasure.files"),
									sum.files > 0
										? t("erasure.filesOf", { n: formatNumber(sum.files), bytes: formatBytes(sum.bytes) })
										: t("erasure.noFiles"),
								],
								[t("erasure.stays"), t("erasure.rowsOf", { n: formatNumber(plan.kept) })],
								[t("erasure.takes"), t("erasure.about", { time: formatLength(plan.seconds) })],
							]}
						/>
						<div>
							<Title order={3} mb={6}>
								{t("erasure.goneTitle")}
							</Title>
							<ThingsTable label={t("erasure.goneTitle")} lines={gone} />
						</div>
					</>
				)}
				{stays.length > 0 && (
					<div>
						<Title order={3} mb={6}>
							{t("erasure.staysTitle")}
						</Title>
						<ThingsTable label={t("erasure.staysTitle")} lines={stays} />
					</div>
				)}
				{empty.length > 0 && plan.gone > 0 && (
					<Text size="sm" c="dimmed">
						{t("erasure.emptyOf", { what: empty.map((one) => codeText("erasureCategory", one)).join(", ") })}
					</Text>
				)}
			</Stack>
		</Section>
	);
}
