import { Button, Checkbox, Group, NativeSelect, Stack, Table, TagsInput, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Import } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { fieldsQuery, groupsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { fieldKey, useFieldChanges, useGroupChanges } from "../api/catalog";
import { useImportSteps } from "../api/imports";
import {
	isNew,
	type MappingValues,
	mappingValues,
	newField,
	newGroup,
	newGroupName,
	toMapping,
} from "../import-mapping";
import classes from "./import-mapping-form.module.css";

const samples = 5;
const purposes = ["promo", "reminder", "service"];

const single = ["name", "phone", "email"];

export function ImportMappingForm({ job, onChecked }: { job: Import; onChecked: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const groups = useQuery(groupsQuery(slug)).data ?? [];
	const fields = useQuery(fieldsQuery(slug)).data ?? [];
	const { check } = useImportSteps(slug, job.id);
	const { create: makeField } = useFieldChanges(slug);
	const { create: makeGroup } = useGroupChanges(slug);
	const form = useForm<MappingValues>({
		initialValues: mappingValues(job),
		validate: {
			targets: (targets) => {
				const used = Object.values(targets);
				if (!used.includes("phone")) {
					return t("import.needTarget");
				}
				const twice = used.find(
					(target, index) => (single.includes(target) || target.startsWith("field:")) && used.indexOf(target) !== index,
				);
				return twice ? t("import.twice") : null;
			},
			source: (source, values) =>
				values.purposes.length > 0 && source.trim() === "" ? t("import.sourceMissing") : null,
		},
	});
	const targets = [
		{ value: "ignore", label: t("import.ignore") },
		{ value: "name", label: t("contacts.name") },
		{ value: "phone", label: t("contacts.phone") },
		{ value: "email", label: t("contacts.email") },
		{ value: "group", label: t("import.groupColumn") },
		...fields.map((field) => ({ value: `field:${field.key}`, label: field.label })),
	];
	const prepare = useMutation({
		mutationFn: (values: MappingValues) =>
			toMapping(values, job, {
				field: async (label) =>
					fields.find((field) => field.key === fieldKey(label)) ??
					makeField.mutateAsync({ label, type: "text", options: [] }),
				group: async (name) => groups.find((group) => group.name === name) ?? makeGroup.mutateAsync(name),
			}),
		onSuccess: (mapping) => check.mutate(mapping, { onSuccess: onChecked }),
	});
	const groupName = (value: string) =>
		isNew(value) ? newGroupName(value) : (groups.find((group) => group.id === value)?.name ?? "");
	const groupValue = (name: string) => groups.find((group) => group.name === name)?.id ?? newGroup(name);
	const error = prepare.error ?? check.error;
	return (
		<form onSubmit={form.onSubmit((values) => prepare.mutate(values))}>
			<Stack gap="md">
				<Section title={t("import.mapTitle")} text={t("import.mapText", { n: formatNumber(job.row_count) })}>
					<div className={classes.wrap}>
						<Table verticalSpacing={8} aria-label={t("import.mapTitle")} className={classes.table}>
							<Table.Thead>
								<Table.Tr>
									<Table.Th>{t("import.column")}</Table.Th>
									<Table.Th>{t("import.samples")}</Table.Th>
									<Table.Th>{t("import.becomes")}</Table.Th>
								</Table.Tr>
							</Table.Thead>
							<Table.Tbody>
								{job.columns.map((column) => (
									<Table.Tr key={column.index}>
										<Table.Td>
											<b>{column.header || t("import.columnNumber", { n: column.index + 1 })}</b>
										</Table.Td>
										<Table.Td className={classes.samples}>
											{(column.samples ?? []).slice(0, samples).filter(Boolean).join(" · ") || "–"}
										</Table.Td>
										<Table.Td>
											<NativeSelect
												data={
													column.header
														? [...targets, { value: newField, label: t("import.newField", { name: column.header }) }]
														: targets
												}
												miw={150}
												aria-label={t("import.becomesFor", { column: column.header })}
												{...form.getInputProps(`targets.${column.index}`)}
											/>
										</Table.Td>
									</Table.Tr>
								))}
							</Table.Tbody>
						</Table>
					</div>
					{form.errors.targets && <Notice tone="bata">{form.errors.targets}</Notice>}
				</Section>
				<Section title={t("import.consentTitle")} text={t("import.consentText")}>
					<Stack>
						<Checkbox.Group aria-label={t("import.consentTitle")} {...form.getInputProps("purposes")}>
							<Group>
								{purposes.map((purpose) => (
									<Checkbox key={purpose} value={purpose} label={codeText("purpose", purpose)} />
								))}
							</Group>
						</Checkbox.Group>
						{form.values.purposes.length > 0 ? (
							<TextInput
								label={t("import.source")}
								description={t("import.sourceHint")}
								placeholder={t("import.sourceExample")}
								withAsterisk
								{...form.getInputProps("source")}
							/>
						) : (
							<Text size="sm" c="dimmed">
								{t("import.noConsent")}
							</Text>
						)}
					</Stack>
				</Section>
				<Section title={t("import.options")}>
					<Stack>
						<TagsInput
							label={t("import.intoGroups")}
							description={t("import.intoGroupsHint")}
							data={groups.map((group) => group.name)}
							value={form.values.group_ids.map(groupName).filter(Boolean)}
							onChange={(names) => form.setFieldValue("group_ids", names.map(groupValue))}
						/>
						<Checkbox
							label={t("import.updateExisting")}
							{...form.getInputProps("update_existing", { type: "checkbox" })}
						/>
					</Stack>
				</Section>
				{error && <ProblemNotice error={error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={prepare.isPending || check.isPending}>
						{t("import.check")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
