import { ActionIcon, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Group as ContactGroup } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { groupsQuery } from "@/lib/queries";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { useGroupChanges } from "../api/catalog";

type Editing = { id?: string; name: string } | null;

export function GroupList() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("edit");
	const kept = useDenial("edit", true);
	const query = useQuery(groupsQuery(slug));
	const { create, rename, remove } = useGroupChanges(slug);
	const [editing, setEditing] = useState<Editing>(null);
	const [deleting, setDeleting] = useState<ContactGroup | null>(null);
	const error = create.error ?? rename.error;
	const close = () => {
		create.reset();
		rename.reset();
		setEditing(null);
	};
	const save = (event: FormEvent) => {
		event.preventDefault();
		const name = editing?.name.trim();
		if (!name) {
			return;
		}
		if (editing?.id) {
			rename.mutate({ id: editing.id, name }, { onSuccess: close });
		} else {
			create.mutate(name, { onSuccess: close });
		}
	};
	const add = (
		<GuardedButton
			right="edit"
			leftSection={<IconPlus size={17} aria-hidden />}
			onClick={() => setEditing({ name: "" })}
		>
			{t("groups.add")}
		</GuardedButton>
	);
	const acts = (group: ContactGroup) =>
		!kept && (
			<Group gap={4} justify="flex-end" wrap="nowrap">
				{!denied && (
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={`${t("common.edit")}: ${group.name}`}
						onClick={() => setEditing({ id: group.id, name: group.name })}
					>
						<IconPencil size={17} aria-hidden />
					</ActionIcon>
				)}
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={`${t("common.delete")}: ${group.name}`}
					onClick={() => setDeleting(group)}
				>
					<IconTrash size={17} aria-hidden />
				</ActionIcon>
			</Group>
		);
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	return (
		<>
			{query.data?.length === 0 ? (
				<EmptyState icon={IconUsersGroup} title={t("groups.none")} text={t("groups.noneText")} actions={add} />
			) : (
				<>
					<Group justify="flex-end" mb="sm">
						{add}
					</Group>
					<DataTable
						label={t("contacts.groups")}
						rows={query.data}
						rowKey={(group) => group.id}
						columns={[
							{
								key: "name",
								title: t("contacts.name"),
								cell: (group) => (
									<b className="kp-name" style={{ display: "block" }}>
										{group.name}
									</b>
								),
							},
							{ key: "count", title: t("groups.count"), cell: (group) => formatNumber(group.count), right: true },
							{ key: "acts", title: "", cell: acts, width: 100, right: true },
						]}
						card={(group) => (
							<Group justify="space-between" wrap="nowrap">
								<div>
									<b>{group.name}</b>
									<Text size="sm" c="dimmed">
										{t("groups.people", { n: formatNumber(group.count) })}
									</Text>
								</div>
								{acts(group)}
							</Group>
						)}
					/>
				</>
			)}
			<Modal
				opened={editing !== null}
				onClose={close}
				title={<Text fw={700}>{editing?.id ? t("groups.rename") : t("groups.add")}</Text>}
				closeButtonProps={{ "aria-label": t("common.close") }}
			>
				<form onSubmit={save}>
					<Stack>
						<TextInput
							label={t("groups.name")}
							data-autofocus
							required
							value={editing?.name ?? ""}
							onChange={(event) => setEditing({ ...editing, name: event.currentTarget.value })}
						/>
						{error && <ProblemNotice error={error} />}
						<Group justify="flex-end">
							<Button type="submit" loading={create.isPending || rename.isPending}>
								{t("common.save")}
							</Button>
						</Group>
					</Stack>
				</form>
			</Modal>
			<Confirm
				opened={deleting !== null}
				onClose={() => setDeleting(null)}
				title={t("groups.deleteTitle", { name: deleting?.name ?? "" })}
				confirm={t("groups.deleteConfirm")}
				danger
				onConfirm={() => remove.mutateAsync(deleting?.id ?? "")}
			>
				{t("groups.deleteText", { n: formatNumber(deleting?.count ?? 0) })}
			</Confirm>
		</>
	);
}
