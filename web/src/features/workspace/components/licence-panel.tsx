import { Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { LicenceDetails } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { formatDate, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Facts } from "@/ui/facts";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { StateBadge } from "@/ui/state-badge";

const signs = { active: IconCircleCheck, expiring: IconAlertTriangle, expired: IconLock, suspended: IconLock };
const tones = { active: "laut", expiring: "kunyit", expired: "bata", suspended: "bata" } as const;
/** Reasons that are words of the program and not of a person. */
const noReason = ["", "operator", "licence.none"];

/** What the licence allows, how much of it is used, and what happens at its end. */
export function LicencePanel() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useQuery({
		queryKey: [slug, "workspace", "licence"],
		queryFn: () => take(api.GET("/api/v1/workspaces/{workspace}/licence", { params: { path: inWorkspace(slug) } })),
	});
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	if (!query.data) {
		return <div role="status" aria-busy="true" aria-label={t("common.loading")} />;
	}
	const { licence, workspaces, members, channels } = query.data;
	const { state, expires_at: end, days_left: left, suspend_reason: reason = "" } = licence;
	const ends = end ? formatDate(end) : t("licence.never");
	return (
		<Stack gap="md">
			<Section
				title={t("settings.licence")}
				action={
					<StateBadge tone={tones[state]} icon={signs[state]}>
						{codeText("licenceState", state)}
					</StateBadge>
				}
			>
				<Facts
					rows={[
						[t("licence.until"), ends],
						...(state === "expiring" && left !== undefined
							? [[t("licence.left"), t("licence.days", { count: left })] as [string, string]]
							: []),
						...(state === "suspended" && !noReason.includes(reason)
							? [[t("licence.reason"), reason] as [string, string]]
							: []),
					]}
				/>
			</Section>
			<Section title={t("licence.usage")}>
				<Stack gap="md">
					<Usage label={t("licence.members")} usage={members} />
					<Usage label={t("licence.channels")} usage={channels} />
					<Usage label={t("licence.workspaces")} usage={workspaces} />
				</Stack>
			</Section>
			<Section title={t("licence.after")}>
				<Text size="sm">{t("licence.afterText")}</Text>
				<Text size="sm" mt="xs">
					{t("licence.afterFree")}
				</Text>
			</Section>
		</Stack>
	);
}

function Usage({ label, usage }: { label: string; usage: LicenceDetails["members"] }) {
	const { t } = useTranslation();
	const { used, limit } = usage;
	const words = limit
		? t("licence.of", { used: formatNumber(used), limit: formatNumber(limit) })
		: t("licence.unlimited", { used: formatNumber(used) });
	return (
		<div>
			<Text size="sm" fw={600}>
				{label}
			</Text>
			<Text size="sm" c="dimmed">
				{words}
			</Text>
			{limit > 0 && (
				<Progress
					mt={6}
					value={Math.min(100, (used / limit) * 100)}
					color={used >= limit ? "kunyit" : "laut"}
					aria-label={`${label}: ${words}`}
				/>
			)}
		</div>
	);
}
