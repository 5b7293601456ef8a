import { Button, Checkbox, Group, MultiSelect, NativeSelect, Stack, Table, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Import, ImportMapping } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { fieldsQuery, groupsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { useImportSteps } from "../api/imports";
import classes from "./import-mapping-form.module.css";

const samples = 5;
const purposes = ["promo", "reminder", "service"];

interface Values {
	targets: Record<string, string>;
	group_ids: string[];
	purposes: string[];
	source: string;
	update_existing: boolean;
}

function initial(job: Import): Values {
	const known = new Map(job.mapping.columns.map((column) => [column.index, column.target]));
	const consent = job.mapping.consent ?? {};
	return {
		targets: Object.fromEntries(
			job.columns.map((column) => [String(column.index), known.get(column.index) ?? (column.guess || "ignore")]),
		),
		group_ids: job.mapping.group_ids ?? [],
		purposes: Object.keys(consent),
		source: Object.values(consent)[0] ?? "",
		update_existing: job.mapping.columns.length === 0 || (job.mapping.update_existing ?? false),
	};
}

function toMapping(values: Values): ImportMapping {
	return {
		columns: Object.entries(values.targets).map(([index, target]) => ({ index: Number(index), target })),
		group_ids: values.group_ids,
		consent: Object.fromEntries(values.purposes.map((purpose) => [purpose, values.source.trim()])),
		update_existing: values.update_existing,
	};
}

const single = ["name", "phone", "email"];

export function ImportMappingForm({ job, onChecked }: { job: Import; onChecked: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const groups = useQuery(groupsQuery(slug)).data ?? [];
	const fields = useQuery(fieldsQuery(slug)).data ?? [];
	const { check } = useImportSteps(slug, job.id);
	const form = useForm<Values>({
		initialValues: initial(job),
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
	return (
		<form onSubmit={form.onSubmit((values) => check.mutate(toMapping(values), { onSuccess: onChecked }))}>
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
												data={targets}
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
						<MultiSelect
							label={t("import.intoGroups")}
							searchable
							data={groups.map((group) => ({ value: group.id, label: group.name }))}
							{...form.getInputProps("group_ids")}
						/>
						<Checkbox
							label={t("import.updateExisting")}
							{...form.getInputProps("update_existing", { type: "checkbox" })}
						/>
					</Stack>
				</Section>
				{check.error && <ProblemNotice error={check.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={check.isPending}>
						{t("import.check")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
