import { Text } from "@mantine/core";
import { IconMessageBolt, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/lib/queries";
import { useShortcut } from "@/lib/shortcuts";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { rulesQuery } from "../api/rules";
import { AutomationNav } from "../components/automation-nav";
import { QueueBanner } from "../components/queue-banner";
import { RecipeCards } from "../components/recipe-cards";
import { RuleList } from "../components/rule-list";
import { isInstagram } from "../words";

/** The rules that answer comments. */
export function RulesPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const query = useQuery(rulesQuery(slug));
	const channels = useQuery(channelsQuery(slug)).data;
	const denied = useDenial("edit");
	const open = (recipe?: string) =>
		navigate({ to: "/w/$ws/automation/rules/$rule", params: { ws: slug, rule: "new" }, search: { recipe } });
	useShortcut("newRule", () => open(), !denied);
	const add = (
		<GuardedButton right="edit" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => open()}>
			{t("rule.add")}
		</GuardedButton>
	);
	const rules = query.data;
	return (
		<Page>
			<PageHeader
				title={t("nav.automation")}
				subtitle={t("automation.subtitle")}
				actions={Boolean(rules?.length) && add}
			/>
			<AutomationNav />
			<QueueBanner />
			{channels && !channels.some(isInstagram) && (
				<Notice tone="mute" title={t("automation.noAccount")}>
					<Link to="/w/$ws/social/instagram" params={{ ws: slug }}>
						{t("automation.connect")}
					</Link>
				</Notice>
			)}
			{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && <p role="status">{t("common.loading")}</p>}
			{rules && rules.length > 0 && (
				<>
					<Text size="sm" c="dimmed" mb="xs">
						{t("rule.orderHint")}
					</Text>
					<RuleList rules={rules} channels={channels} />
				</>
			)}
			{rules?.length === 0 && (
				<>
					<EmptyState icon={IconMessageBolt} title={t("rule.none")} text={t("rule.noneText")} actions={add} />
					{!denied && <RecipeCards onChoose={open} />}
				</>
			)}
		</Page>
	);
}
