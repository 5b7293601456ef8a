import { NativeSelect } from "@mantine/core";
import { IconFlask, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { rulesQuery } from "../api/rules";
import { AutomationNav } from "../components/automation-nav";
import { Lab } from "../components/lab";
import { toDraft } from "../draft";
import { isInstagram } from "../words";

/** The laboratory for the rules that are there; what is being written is tried in its editor. */
export function LabPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { rule: chosen } = useSearch({ strict: false });
	const query = useQuery(rulesQuery(slug));
	const channels = useQuery(channelsQuery(slug)).data;
	const rule = query.data?.find(({ id }) => id === chosen) ?? query.data?.[0];
	return (
		<Page>
			<PageHeader title={t("automation.lab")} subtitle={t("lab.subtitle")} />
			<AutomationNav />
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.data?.length === 0 && (
				<EmptyState
					icon={IconFlask}
					title={t("rule.none")}
					text={t("lab.noRule")}
					actions={
						<GuardedButton
							right="edit"
							leftSection={<IconPlus size={17} aria-hidden />}
							onClick={() => navigate({ to: "/w/$ws/automation/rules/$rule", params: { ws: slug, rule: "new" } })}
						>
							{t("rule.add")}
						</GuardedButton>
					}
				/>
			)}
			{rule && channels && (
				<>
					<NativeSelect
						label={t("match.rule")}
						maw={420}
						mb="md"
						value={rule.id}
						onChange={(event) =>
							navigate({
								to: "/w/$ws/automation/lab",
								params: { ws: slug },
								search: { rule: event.currentTarget.value },
								replace: true,
							})
						}
						data={query.data?.map(({ id, name }) => ({ value: id, label: name }))}
					/>
					<Lab key={rule.id} draft={toDraft(rule)} rule={rule.id} accounts={channels.filter(isInstagram)} />
				</>
			)}
		</Page>
	);
}
