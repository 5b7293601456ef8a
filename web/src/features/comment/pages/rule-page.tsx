import { Button, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CommentRule } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { channelsQuery, groupsQuery } from "@/lib/queries";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { ruleQuery, useRuleChanges } from "../api/rules";
import { RuleState } from "../components/badges";
import { RuleEditor } from "../components/rule-editor";
import { freshDraft, isRecipe, recipeDraft, toDraft } from "../draft";
import { isInstagram } from "../words";

/** One rule: a new one, one from a recipe, or one that is there. */
export function RulePage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { rule: id = "new" } = useParams({ strict: false });
	const { recipe } = useSearch({ strict: false });
	const fresh = id === "new";
	// The editor that has made a rule stays on screen when the address becomes that of the rule.
	const made = useRef("");
	const mayDelete = useDenial("edit", true) === null;
	const query = useQuery({ ...ruleQuery(slug, id), enabled: !fresh });
	const channels = useQuery(channelsQuery(slug));
	const groups = useQuery(groupsQuery(slug));
	const { remove } = useRuleChanges(slug);
	const [deleting, setDeleting] = useState(false);
	const rule = fresh ? undefined : query.data;
	const error = query.error ?? channels.error ?? groups.error;
	const ready = (fresh || rule) && channels.data && groups.data;
	const arrive = (saved: CommentRule) => {
		if (fresh) {
			made.current = saved.id;
			navigate({ to: "/w/$ws/automation/rules/$rule", params: { ws: slug, rule: saved.id }, replace: true });
		}
	};
	return (
		<Page>
			<PageHeader
				title={fresh ? t("rule.add") : (rule?.name ?? " ")}
				subtitle={
					rule && (
						<>
							<RuleState state={rule.state} /> {t("rule.answered", { n: formatNumber(rule.answered) })}
						</>
					)
				}
				back={{ to: `/w/${slug}/automation`, label: t("nav.automation") }}
				actions={
					rule &&
					mayDelete && (
						<Button
							variant="default"
							leftSection={<IconTrash size={16} aria-hidden />}
							onClick={() => setDeleting(true)}
						>
							{t("common.delete")}
						</Button>
					)
				}
			/>
			{error && <ProblemNotice error={error} onRetry={() => query.refetch()} />}
			{!error && !ready && (
				<Text size="sm" c="dimmed" role="status">
					{t("common.loading")}
				</Text>
			)}
			{ready && (
				<RuleEditor
					key={id === made.current ? "new" : id}
					kept={`rule.${slug}.${id}`}
					start={rule ? toDraft(rule) : isRecipe(recipe) ? recipeDraft(t, recipe) : freshDraft()}
					rule={rule}
					accounts={channels.data.filter(isInstagram)}
					groups={groups.data}
					onMade={arrive}
				/>
			)}
			<Confirm
				opened={deleting}
				title={t("rule.deleteTitle", { name: rule?.name })}
				confirm={t("common.delete")}
				danger
				onConfirm={async () => {
					await navigate({ to: "/w/$ws/automation", params: { ws: slug } });
					await remove.mutateAsync(id);
				}}
				onClose={() => setDeleting(false)}
			>
				{t("rule.deleteText")}
			</Confirm>
		</Page>
	);
}
