import { Button, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Field, Rules, Segment } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { fieldsQuery } from "@/lib/queries";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { LeaveGuard } from "@/ui/leave-guard";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { segmentQuery, useSegmentChanges } from "../api/segments";
import { RuleGroups } from "../components/rule-groups";
import { SegmentCount } from "../components/segment-count";
import { complete, freshGroup, freshRule, templates } from "../segment";

function Builder({ segment, fields, template }: { segment?: Segment; fields: Field[]; template?: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const denied = useDenial("edit");
	const { save } = useSegmentChanges(slug);
	const ready = templates(fields).find((known) => known.key === template);
	const [name, setName] = useState(segment?.name ?? (ready ? t(ready.name) : ""));
	const [rules, setRules] = useState<Rules>(
		segment?.rules ?? ready?.rules ?? { match: "all", groups: [freshGroup(freshRule("activity", fields))] },
	);
	const now = JSON.stringify([name, rules]);
	const [stored, setStored] = useState(now);
	const store = () =>
		save.mutate(
			{ id: segment?.id, name: name.trim(), rules },
			{
				onSuccess: () => {
					toastDone(t("common.saved"));
					// At once: the way to the list must not be asked about what was just saved.
					flushSync(() => setStored(now));
					navigate({ to: "/w/$ws/contacts/manage", params: { ws: slug }, search: { tab: "segments" } });
				},
			},
		);
	return (
		<SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
			<LeaveGuard dirty={now !== stored} />
			<Stack style={{ gridColumn: "1 / -1" }}>
				<Section title={t("segments.rules")} text={t("segments.rulesText")}>
					<Stack>
						<TextInput
							label={t("segments.name")}
							maxLength={100}
							required
							value={name}
							onChange={(event) => setName(event.currentTarget.value)}
						/>
						<RuleGroups rules={rules} fields={fields} onChange={setRules} />
						{save.error && <ProblemNotice error={save.error} />}
						<Group justify="flex-end">
							<GuardedButton
								right="edit"
								disabled={Boolean(denied) || !name.trim() || !complete(rules)}
								loading={save.isPending}
								onClick={store}
							>
								{t("segments.save")}
							</GuardedButton>
						</Group>
					</Stack>
				</Section>
			</Stack>
			<Section title={t("segments.now")}>
				<SegmentCount rules={rules} />
			</Section>
			{segment && (
				<Section title={t("segments.usedIn")}>
					<Stack gap="xs">
						{(segment.used_in ?? []).length === 0 && (
							<Text size="sm" c="dimmed">
								{t("segments.unused")}
							</Text>
						)}
						{(segment.used_in ?? []).map((blast) => (
							<Text key={blast.id} size="sm">
								<Link to="/w/$ws/blasts/$blast" params={{ ws: slug, blast: blast.id }}>
									{blast.name}
								</Link>{" "}
								<Text span c="dimmed">
									{codeText("blastState", blast.state)}
								</Text>
							</Text>
						))}
						<Group>
							<Button
								variant="default"
								size="xs"
								renderRoot={(props) => (
									<Link {...props} to="/w/$ws/contacts" params={{ ws: slug }} search={{ segment: segment.id }} />
								)}
							>
								{t("segments.showPeople")}
							</Button>
						</Group>
					</Stack>
				</Section>
			)}
		</SimpleGrid>
	);
}

/** Builds a segment: a new one, one from a template, or one that is there. */
export function SegmentPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { segment: id = "new" } = useParams({ strict: false });
	const { template } = useSearch({ strict: false });
	const fresh = id === "new";
	const segment = useQuery({ ...segmentQuery(slug, id), enabled: !fresh });
	const fields = useQuery(fieldsQuery(slug));
	const error = segment.error ?? fields.error;
	return (
		<Page>
			<PageHeader
				title={fresh ? t("segments.add") : (segment.data?.name ?? " ")}
				back={{ to: `/w/${slug}/contacts/manage?tab=segments`, label: t("segments.title") }}
			/>
			{error && <ProblemNotice error={error} onRetry={() => Promise.all([segment.refetch(), fields.refetch()])} />}
			{fields.data && (fresh || segment.data) && (
				<Builder key={`${id} ${template ?? ""}`} segment={segment.data} fields={fields.data} template={template} />
			)}
			{!error && !(fields.data && (fresh || segment.data)) && (
				<Text size="sm" c="dimmed" role="status">
					{t("common.loading")}
				</Text>
			)}
		</Page>
	);
}
