import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Kept } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { retentionQuery } from "../api/retention";
import { LogDays } from "../components/log-days";
import { RetentionTable } from "../components/retention-table";

const itself: Kept["term"][] = ["for", "setting"];
const lasting: Kept["term"][] = ["until_erased", "with_workspace"];

/** What is kept and for how long. The card above it leads to the deletion of data. */
export function PrivacyPage({ deletion }: { deletion?: ReactNode }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const query = useQuery(retentionQuery(slug));
	const of = (...terms: Kept["term"][]) => query.data?.filter(({ term }) => terms.includes(term));
	const cleaned = query.data
		?.flatMap((row) => row.cleaned_at ?? [])
		.toSorted()
		.at(-1);
	return (
		<Page>
			<PageHeader title={t("nav.privacy")} subtitle={t("privacy.subtitle")} />
			<Stack gap="md">
				{deletion}
				{query.error ? (
					<ProblemNotice error={query.error} onRetry={() => query.refetch()} />
				) : (
					<>
						<Section title={t("privacy.kept")} text={t("privacy.keptText")}>
							<RetentionTable label={t("privacy.kept")} rows={of(...itself)} />
							<Text size="xs" c="dimmed" mt="sm">
								{cleaned ? t("privacy.cleaned", { at: formatDateTime(cleaned) }) : t("privacy.notCleaned")}{" "}
								{t("privacy.dash")}
							</Text>
						</Section>
						<LogDays />
						<Section title={t("privacy.lasting")} text={t("privacy.lastingText")}>
							<RetentionTable label={t("privacy.lasting")} rows={of(...lasting)} />
						</Section>
						<Section title={t("privacy.outside")} text={t("privacy.outsideText")}>
							<RetentionTable label={t("privacy.outside")} rows={of("operator")} />
						</Section>
					</>
				)}
			</Stack>
		</Page>
	);
}
