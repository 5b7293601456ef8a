import { ActionIcon, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconFilter, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Segment } from "@/api/types";
import { useContactCount } from "@/lib/contacts";
import { formatNumber } from "@/lib/format";
import { fieldsQuery } from "@/lib/queries";
import { segmentsQuery } from "@/lib/segments";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { useSegmentChanges } from "../api/segments";
import { templates } from "../segment";

/** How many people are in a segment now; each row asks for its own, so that a slow one holds up no other. */
function Count({ id }: { id: string }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { count, error } = useContactCount(slug, { segment: id });
	if (error) {
		return <Text size="sm">{t("segments.broken")}</Text>;
	}
	if (!count) {
		return <Text size="sm">…</Text>;
	}
	return <>{count.exact ? formatNumber(count.count) : t("segments.more_n", { n: formatNumber(count.count) })}</>;
}

export function SegmentList() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const denied = useDenial("edit");
	const kept = useDenial("edit", true);
	const query = useQuery(segmentsQuery(slug));
	const fields = useQuery(fieldsQuery(slug)).data ?? [];
	const { remove } = useSegmentChanges(slug);
	const [deleting, setDeleting] = useState<Segment | null>(null);
	const open = (segment: string, template?: string) =>
		navigate({ to: "/w/$ws/contacts/segments/$segment", params: { ws: slug, segment }, search: { template } });
	const add = (
		<GuardedButton right="edit" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => open("new")}>
			{t("segments.add")}
		</GuardedButton>
	);
	const used = (segment: Segment) => {
		const n = (segment.used_in ?? []).length;
		return n === 0 ? t("segments.unused") : t("segments.usedInBlasts", { n: formatNumber(n) });
	};
	const acts = (segment: Segment) => (
		<Group gap={4} justify="flex-end" wrap="nowrap">
			<ActionIcon
				variant="subtle"
				color="gray"
				aria-label={`${t("segments.showPeople")}: ${segment.name}`}
				onClick={() => navigate({ to: "/w/$ws/contacts", params: { ws: slug }, search: { segment: segment.id } })}
			>
				<IconFilter size={17} aria-hidden />
			</ActionIcon>
			{!kept && (
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={`${t("common.delete")}: ${segment.name}`}
					onClick={() => setDeleting(segment)}
				>
					<IconTrash size={17} aria-hidden />
				</ActionIcon>
			)}
		</Group>
	);
	const name = (segment: Segment) => (
		<Link
			to="/w/$ws/contacts/segments/$segment"
			params={{ ws: slug, segment: segment.id }}
			className="kp-name"
			style={{ fontWeight: 700 }}
		>
			{segment.name}
		</Link>
	);
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	return (
		<Stack>
			{query.data?.length === 0 ? (
				<EmptyState icon={IconFilter} title={t("segments.none")} text={t("segments.noneText")} actions={add} />
			) : (
				<>
					<Group justify="flex-end">{add}</Group>
					<DataTable
						label={t("segments.title")}
						rows={query.data}
						rowKey={(segment) => segment.id}
						columns={[
							{ key: "name", title: t("contacts.name"), cell: name },
							{ key: "used", title: t("segments.usedIn"), cell: used },
							{ key: "count", title: t("groups.count"), cell: ({ id }) => <Count id={id} />, right: true },
							{ key: "acts", title: "", cell: acts, width: 100, right: true },
						]}
						card={(segment) => (
							<Group justify="space-between" wrap="nowrap">
								<div>
									{name(segment)}
									<Text size="sm" c="dimmed" component="div">
										<Count id={segment.id} /> {t("segments.people")} · {used(segment)}
									</Text>
								</div>
								{acts(segment)}
							</Group>
						)}
					/>
				</>
			)}
			{!denied && (
				<section aria-label={t("segments.templates")}>
					<Text fw={700} mb="xs">
						{t("segments.templates")}
					</Text>
					<SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
						{templates(fields).map((template) => (
							<Stack key={template.key} className="kp-card" p="md" gap={6} justify="space-between">
								<div>
									<Text fw={600}>{t(template.name)}</Text>
									<Text size="sm" c="dimmed">
										{t(template.text)}
									</Text>
								</div>
								<Group>
									<Button
										variant="default"
										size="xs"
										aria-label={`${t("segments.use")}: ${t(template.name)}`}
										onClick={() => open("new", template.key)}
									>
										{t("segments.use")}
									</Button>
								</Group>
							</Stack>
						))}
					</SimpleGrid>
				</section>
			)}
			<Confirm
				opened={deleting !== null}
				onClose={() => setDeleting(null)}
				title={t("segments.deleteTitle", { name: deleting?.name ?? "" })}
				confirm={t("segments.deleteConfirm")}
				danger
				onConfirm={() => remove.mutateAsync(deleting?.id ?? "")}
			>
				{t("segments.deleteText")}
			</Confirm>
		</Stack>
	);
}
