import { useQuery } from "@tanstack/react-query";
import type { Field } from "@/api/types";
import { setPreference, usePreference } from "@/lib/preference";
import { meQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";

/** The columns every workspace has. A field of the workspace's own is "field." with its key. */
const built = [
	"name",
	"phone",
	"groups",
	"promo",
	"created",
	"email",
	"service",
	"reminder",
	"updated",
	"user",
] as const;
export type BuiltColumn = (typeof built)[number];
export type ColumnKey = BuiltColumn | `field.${string}`;

const usual: ColumnKey[] = ["name", "phone", "groups", "promo", "created"];
/** Without it a row would have no name to open it by. */
export const fixedColumn: ColumnKey = "name";

export const columnOf = (field: Field): ColumnKey => `field.${field.key}`;

/** Reads a kept choice. What is not there any more is left out; what cannot be read is the usual choice. */
export function readColumns(text: string, all: ColumnKey[]): ColumnKey[] {
	let read: unknown;
	try {
		read = JSON.parse(text || "null");
	} catch {
		read = null;
	}
	const kept = Array.isArray(read) ? all.filter((key) => read.includes(key)) : usual;
	const order = Array.isArray(read) ? read : usual;
	const shown = kept.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
	return shown.includes(fixedColumn) ? shown : [fixedColumn, ...shown];
}

/** Which columns the list of contacts has, in which order: this person's choice for this workspace, kept in this browser. */
export function useColumns(fields: Field[]) {
	const { id } = useWorkspace();
	const user = useQuery(meQuery).data?.user.id ?? "";
	const place = `columns.${user}.${id}`;
	const text = usePreference(place);
	const all: ColumnKey[] = [...built, ...fields.map(columnOf)];
	const shown = readColumns(text, all);
	const keep = (keys: ColumnKey[]) => setPreference(place, JSON.stringify(keys));
	return {
		all,
		shown,
		changed: text !== "",
		toggle: (key: ColumnKey) => keep(shown.includes(key) ? shown.filter((other) => other !== key) : [...shown, key]),
		/** Moves a column so many places to the right, or to the left below zero. */
		move: (key: ColumnKey, by: number) => {
			const from = shown.indexOf(key);
			const rest = shown.filter((other) => other !== key);
			keep(rest.toSpliced(Math.max(0, from + by), 0, key));
		},
		reset: () => setPreference(place, ""),
	};
}

export type Columns = ReturnType<typeof useColumns>;
