import { flushSync } from "react-dom";

const fields = "input, select, textarea";

/** Does what adds something at the end of the list, and puts the focus into its first field: who types on means what is new. */
export function addAndFocus(list: Element | null | undefined, add: () => void) {
	const before = list?.querySelectorAll<HTMLElement>(fields);
	const last = before?.item(before.length - 1);
	flushSync(add);
	const after = [...(list?.querySelectorAll<HTMLElement>(fields) ?? [])];
	after[last ? after.indexOf(last) + 1 : 0]?.focus();
}
