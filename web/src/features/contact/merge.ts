import type { Contact, Field } from "@/api/types";

export type Winner = "this" | "other";

/** A value in which two contacts differ. The key is the one the API knows. */
export interface Difference {
	key: string;
	label: string;
	values: Record<Winner, string>;
}

const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));

/** Where both contacts say something, and not the same. What only one of them says is kept anyway. */
export function differences(
	one: Contact,
	other: Contact,
	fields: Field[],
	labels: Record<string, string>,
): Difference[] {
	const pairs: [string, string, unknown, unknown][] = [
		["name", labels.name ?? "", one.name, other.name],
		["phone", labels.phone ?? "", one.phone_display, other.phone_display],
		["user_id", labels.user_id ?? "", one.user_id, other.user_id],
		["email", labels.email ?? "", one.email, other.email],
		...fields.map((field): [string, string, unknown, unknown] => [
			`fields.${field.key}`,
			field.label,
			one.fields[field.key],
			other.fields[field.key],
		]),
	];
	return pairs
		.map(([key, label, a, b]) => ({ key, label, values: { this: text(a), other: text(b) } }))
		.filter(({ values }) => values.this !== "" && values.other !== "" && values.this !== values.other);
}
