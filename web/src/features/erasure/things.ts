import type { ErasureLine } from "@/api/types";

/** What people call the rows of a table. What is not here serves something else and is summed up as such. */
const things: Record<string, string> = {
	attachment: "file",
	blast: "blast",
	blast_recipient: "recipient",
	channel: "channel",
	channel_usage: "usage",
	comment: "comment",
	comment_match: "match",
	comment_rule: "rule",
	consent_change: "consent",
	contact: "contact",
	contact_field: "field",
	contact_group: "group",
	contact_group_member: "membership",
	contact_handle: "handle",
	contact_import: "import",
	contact_import_error: "importError",
	contact_segment: "segment",
	conversation: "conversation",
	inbound: "event",
	instagram_account: "account",
	job: "job",
	message: "message",
	post: "post",
	reaction: "reaction",
	report_answer: "report",
	report_send: "report",
	report_stop: "report",
	report_work: "report",
	send: "send",
	signup_form: "signupCount",
	signup_pending: "signup",
	suppression: "suppression",
	suppression_lift: "suppression",
	template: "template",
	unstored_hash: "unstored",
	unstored_number: "unstored",
};

export const thingOf = (table: string) => things[table] ?? "other";

/** Each row of this table is a file. The server counts those of a whole workspace only as they go. */
const filesOf = ({ table, files = 0, rows }: ErasureLine) => files || (table === "attachment" ? rows : 0);

export interface Thing {
	thing: string;
	method: string;
	reason: string;
	rows: number;
	files: number;
	bytes: number;
}

export interface Part {
	category: string;
	things: Thing[];
}

/** The lines of a plan or of a report by category, with the tables of one thing together. */
export function partsOf(lines: ErasureLine[]): Part[] {
	const parts = new Map<string, Map<string, Thing>>();
	for (const line of lines) {
		const { category, table, method, reason = "", rows, bytes = 0 } = line;
		const part = parts.get(category) ?? new Map<string, Thing>();
		parts.set(category, part);
		const thing = thingOf(table);
		// That some supporting records are emptied and not removed says nothing to people.
		const shown = thing === "other" && method === "clear" ? "delete" : method;
		const key = `${thing}/${shown}/${reason}`;
		const sum = part.get(key) ?? { thing, method: shown, reason, rows: 0, files: 0, bytes: 0 };
		part.set(key, { ...sum, rows: sum.rows + rows, files: sum.files + filesOf(line), bytes: sum.bytes + bytes });
	}
	// What serves something else comes last.
	const last = ({ thing }: Thing) => (thing === "other" ? 1 : 0);
	return [...parts]
		.map(([category, part]) => ({ category, things: [...part.values()].toSorted((a, b) => last(a) - last(b)) }))
		.toSorted((a, b) => a.category.localeCompare(b.category));
}

export const kept = ({ method }: { method: string }) => method === "keep";

/** How much it is altogether. */
export function totals(lines: ErasureLine[]) {
	const sum = { rows: 0, files: 0, bytes: 0 };
	for (const line of lines) {
		sum.rows += line.rows;
		sum.files += filesOf(line);
		sum.bytes += line.bytes ?? 0;
	}
	return sum;
}
