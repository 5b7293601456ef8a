import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

// Families of sentences that belong to codes of the server, not to what is on the first screen.
const later = new Set([
	"problem",
	"signup", // its pages wait for it
	"bulk", // said once something is chosen
	"bulkAct",
	"timeline",
	"action", // of the record
	"ruleTest",
	"numberTest",
	"outcome",
	"activity",
	"reason",
	"checkFix",
	"blocker",
	"warning",
	"channelReason",
	"blastReason",
	"templateDo",
	"templateProblem",
]);

/** Cuts a locale in two at the addresses id.json?first and id.json?later, so that the first load stays small. */
export function splitLocales(): Plugin {
	return {
		name: "split-locales",
		enforce: "pre",
		load(id) {
			const [file = "", part] = id.split("?");
			if (!/locales\/\w+\.json$/.test(file) || (part !== "first" && part !== "later")) {
				return null;
			}
			const words = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
			const own = words.filter(([key]) => later.has(key.split(".")[0] ?? "") === (part === "later"));
			return { code: `export default ${JSON.stringify(Object.fromEntries(own))}`, moduleType: "js" };
		},
	};
}
