import { ActionIcon, Button, Code, Group, Modal, NativeSelect, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconForms, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, FieldType } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { fieldsQuery } from "@/lib/queries";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { useFieldChanges } from "../api/catalog";

const types: FieldType[] = ["text", "number", "date", "list", "yes_no", "url"];

function FieldForm({ field, onDone }: { field?: Field; onDone: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { create, update } = useFieldChanges(slug);
	const form = useForm({
		initialValues: {
			label: field?.label ?? "",
			type: field?.type ?? ("text" as FieldType),
			options: field?.options ?? [],
		},
		validate: {
			label: (label) => (label.trim() ? null : t("fields.labelMissing")),
			options: (options, { type }) => (type === "list" && options.length === 0 ? t("fields.optionsMissing") : null),
		},
	});
	const save = form.onSubmit((values) => {
		if (field) {
			update.mutate(
				{ id: field.id, label: values.label.trim(), options: field.type === "list" ? values.options : undefined },
				{ onSuccess: onDone },
			);
		} else {
			create.mutate({ ...values, label: values.label.trim() }, { onSuccess: onDone });
		}
	});
	const error = create.error ?? update.error;
	return (
		<form onSubmit={save}>
			<Stack>
				<TextInput
					label={t("fields.label")}
					data-autofocus
					placeholder={t("fields.labelExample")}
					{...form.getInputProps("label")}
				/>
				<NativeSelect
					label={t("fields.type")}
					description={field ? t("fields.typeFixed") : undefined}
					disabled={Boolean(field)}
					data={types.map((value) => ({ value, label: codeText("fieldType", value) }))}
					{...form.getInputProps("type")}
				/>
				{form.values.type === "list" && (
					<TagsInput
						label={t("fields.options")}
						placeholder={t("fields.optionsAdd")}
						{...form.getInputProps("options")}
					/>
				)}
				{error && <ProblemNotice error={error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={create.isPending || update.isPending}>
						{t("common.save")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

export function FieldList() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("edit");
	const kept = useDenial("edit", true);
	const query = useQuery(fieldsQuery(slug));
	const { remove } = useFieldChanges(slug);
	const [editing, setEditing] = useState<Field | "new" | null>(null);
	const [deleting, setDeleting] = useState<Field | null>(null);
	const add = (
		<GuardedButton right="edit" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setEditing("new")}>
			{t("fields.add")}
		</GuardedButton>
	);
	const acts = (field: Field) =>
		!kept && (
			<Group gap={4} justify="flex-end" wrap="nowrap">
				{!denied && (
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={`${t("common.edit")}: ${field.label}`}
						onClick={() => setEditing(field)}
					>
						<IconPencil size={17} aria-hidden />
					</ActionIcon>
				)}
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={`${t("common.delete")}: ${field.label}`}
					onClick={() => setDeleting(field)}
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
				<EmptyState icon={IconForms} title={t("fields.none")} text={t("fields.noneText")} actions={add} />
			) : (
				<>
					<Group justify="flex-end" mb="sm">
						{add}
					</Group>
					<DataTable
						label={t("fields.title")}
						rows={query.data}
						rowKey={(field) => field.id}
						columns={[
							{
								key: "label",
								title: t("fields.label"),
								cell: (field) => (
									<b className="kp-name" style={{ display: "block" }}>
										{field.label}
									</b>
								),
							},
							{ key: "type", title: t("fields.type"), cell: (field) => codeText("fieldType", field.type) },
							{ key: "key", title: t("fields.variable"), cell: (field) => <Code>{`{{${field.key}}}`}</Code> },
							{ key: "acts", title: "", cell: acts, width: 100, right: true },
						]}
						card={(field) => (
							<Group justify="space-between" wrap="nowrap">
								<div>
									<b>{field.label}</b>
									<Text size="sm" c="dimmed">
										{codeText("fieldType", field.type)} · {`{{${field.key}}}`}
									</Text>
								</div>
								{acts(field)}
							</Group>
						)}
					/>
				</>
			)}
			<Modal
				opened={editing !== null}
				onClose={() => setEditing(null)}
				title={<Text fw={700}>{editing === "new" ? t("fields.add") : t("fields.edit")}</Text>}
				closeButtonProps={{ "aria-label": t("common.close") }}
			>
				{editing && <FieldForm field={editing === "new" ? undefined : editing} onDone={() => setEditing(null)} />}
			</Modal>
			<Confirm
				opened={deleting !== null}
				onClose={() => setDeleting(null)}
				title={t("fields.deleteTitle", { name: deleting?.label ?? "" })}
				confirm={t("fields.deleteConfirm")}
				danger
				onConfirm={() => remove.mutateAsync(deleting?.id ?? "")}
			>
				{t("fields.deleteText")}
			</Confirm>
		</>
	);
}
