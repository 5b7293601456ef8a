import { codeText } from "@/lib/i18n";
import { thingOf } from "./things";

/** What a check found that should not be there, in words: the server says "logical:contact". */
export function failureText(reason: string): string {
	const [kind = "", table] = reason.split(":");
	const check = codeText("erasureCheck", kind);
	return table ? `${check}: ${codeText("erasureThing", thingOf(table))}` : check;
}
