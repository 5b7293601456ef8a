import { Anchor, Stack, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ErasurePlan, ErasureScope } from "@/api/types";
import { toProblem } from "@/lib/problem";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { useErasureChanges, usePlan } from "../api/erasures";
import { type Confirmation, ConfirmForm } from "../components/confirm-form";
import { PlanView } from "../components/plan-view";
import { RequestList } from "../components/request-list";
import { ScopeChoice } from "../components/scope-choice";
import { type ErasureSearch, scopeKey, toScope } from "../scope";

/** From the choice over the plan to the confirmation, and the deletions so far. */
export function ErasurePage() {
	const { t, i18n } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("delete", true);
	return (
		<Page narrow>
			<PageHeader
				back={{ to: `/w/${slug}/privacy`, label: t("nav.privacy") }}
				title={t("erasure.title")}
				subtitle={t("erasure.subtitle")}
				actions={
					<Anchor href={`/data-deletion?lang=${i18n.language}`} target="_blank" rel="noreferrer" size="sm">
						{t("erasure.public")}
					</Anchor>
				}
			/>
			{denied ? (
				<Notice tone="mute" title={t(denied)}>
					{t("erasure.deniedText")}
				</Notice>
			) : (
				<Stack gap="lg">
					<NewErasure />
					<section>
						<Title order={2} mb="sm">
							{t("erasure.requests")}
						</Title>
						<RequestList />
					</section>
				</Stack>
			)}
		</Page>
	);
}

interface Counted {
	plan: ErasurePlan;
	scope: ErasureScope;
	changed: boolean;
}

function NewErasure() {
	const { slug: ws } = useWorkspace();
	const navigate = useNavigate();
	const search: ErasureSearch = useSearch({ strict: false });
	const scope = toScope(search);
	const [counted, setCounted] = useState<Counted | null>(null);
	const count = usePlan(ws);
	const { ask } = useErasureChanges(ws);
	const choose = (next: ErasureSearch) => {
		setCounted(null);
		count.reset();
		ask.reset();
		navigate({ to: "/w/$ws/privacy/deletion", params: { ws }, search: { ...next }, replace: true, resetScroll: false });
	};
	const look = (of: ErasureScope, changed = false) =>
		count.mutate(of, { onSuccess: (plan) => setCounted({ plan, scope: of, changed }) });
	const confirm = (given: Confirmation, { plan, scope: of }: Counted) =>
		ask.mutate(
			{ ...given, scope: of, plan_hash: plan.hash, plan_gone: plan.gone },
			{
				onSuccess: ({ id }) => navigate({ to: "/w/$ws/privacy/deletion/$erasure", params: { ws, erasure: id } }),
				onError: (error) => {
					if (toProblem(error).code === "erasure.plan_changed") {
						ask.reset();
						look(of, true);
					}
				},
			},
		);
	const shown = counted && scopeKey(counted.scope) === scopeKey(scope) ? counted : null;
	return (
		<>
			<ScopeChoice
				search={search}
				scope={scope}
				onChange={choose}
				onCount={() => scope && look(scope)}
				counting={count.isPending}
				error={count.error}
			/>
			{shown && <PlanView {...shown} />}
			{shown && (shown.plan.gone > 0 || shown.scope.whole) && (
				<ConfirmForm
					scope={shown.scope}
					plan={shown.plan}
					busy={ask.isPending}
					error={ask.error}
					onAsk={(given) => confirm(given, shown)}
				/>
			)}
		</>
	);
}
