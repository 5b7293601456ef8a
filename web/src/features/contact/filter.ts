import type { ContactFilterBody } from "@/api/types";
import type { ContactFilter } from "@/lib/queries";

/** The filter as it stands in the address. */
export interface FilterSearch {
	search?: string;
	group?: string;
	segment?: string;
	consent?: string;
	suppressed?: string;
	has_phone?: string;
	field?: string;
	value?: string;
}

const yesNo = (text: string | undefined) => (text === "true" || text === "false" ? text : undefined);

export function toFilter(search: FilterSearch): ContactFilter {
	const filter: ContactFilter = {};
	if (search.search) filter.search = search.search;
	if (search.group) filter.group = search.group;
	if (search.segment) filter.segment = search.segment;
	if (search.consent) filter.consent = search.consent;
	if (yesNo(search.suppressed) !== undefined) filter.suppressed = yesNo(search.suppressed);
	if (yesNo(search.has_phone) !== undefined) filter.has_phone = yesNo(search.has_phone);
	if (search.field && search.value) filter[`field.${search.field}`] = search.value;
	return filter;
}

export const isFiltered = (search: FilterSearch) => Object.keys(toFilter(search)).length > 0;

const field = "field.";

/** The same filter as a body of a request has it. */
export function filterBody({
	search,
	group,
	segment,
	consent,
	suppressed,
	has_phone,
	...rest
}: ContactFilter): ContactFilterBody {
	const fields = Object.entries(rest).flatMap(([key, value]) =>
		key.startsWith(field) && typeof value === "string" ? [[key.slice(field.length), value]] : [],
	);
	return {
		search,
		group,
		segment,
		consent,
		suppressed: suppressed && suppressed === "true",
		has_phone: has_phone && has_phone === "true",
		fields: fields.length > 0 ? Object.fromEntries(fields) : undefined,
	};
}
