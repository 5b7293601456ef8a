import type { Import, ImportMapping } from "@/api/types";

/** Stands for a custom field or a group that is made when the mapping is used. */
const made = "new:";
export const newField = made;
export const newGroup = (name: string) => made + name;
export const isNew = (value: string) => value.startsWith(made);
export const newGroupName = (value: string) => value.slice(made.length);

export interface MappingValues {
	targets: Record<string, string>;
	group_ids: string[];
	purposes: string[];
	source: string;
	update_existing: boolean;
}

/** What the form starts with: what was chosen before, or what the server guesses from the headers. */
export function mappingValues(job: Import): MappingValues {
	const known = new Map(job.mapping.columns.map((column) => [column.index, column.target]));
	const consent = job.mapping.consent ?? {};
	return {
		targets: Object.fromEntries(
			job.columns.map((column) => [String(column.index), known.get(column.index) ?? (column.guess || "ignore")]),
		),
		group_ids: job.mapping.group_ids ?? [],
		purposes: Object.keys(consent),
		source: Object.values(consent)[0] ?? "",
		update_existing: job.state === "uploaded" || (job.mapping.update_existing ?? false),
	};
}

interface Makers {
	field: (label: string) => Promise<{ key: string }>;
	group: (name: string) => Promise<{ id: string }>;
}

/** The mapping for the server. Fields and groups that do not exist yet are made first, one after the other. */
export async function toMapping(values: MappingValues, job: Import, make: Makers): Promise<ImportMapping> {
	const columns: ImportMapping["columns"] = [];
	for (const [index, target] of Object.entries(values.targets)) {
		const column = job.columns.find((known) => String(known.index) === index);
		columns.push({
			index: Number(index),
			target: target === newField ? `field:${(await make.field(column?.header ?? "")).key}` : target,
		});
	}
	const group_ids: string[] = [];
	for (const value of values.group_ids) {
		group_ids.push(isNew(value) ? (await make.group(newGroupName(value))).id : value);
	}
	return {
		columns,
		group_ids,
		consent: Object.fromEntries(values.purposes.map((purpose) => [purpose, values.source.trim()])),
		update_existing: values.update_existing,
	};
}
