import type { ErasureLine } from "@/api/types";
import { partsOf } from "../things";

export interface Difference {
	key: string;
	category: string;
	thing: string;
	method: string;
	was: number;
	is: number;
}

/** What is different between the plan that was agreed to and one that was counted now, by kinds of things. */
export function differences(was: ErasureLine[], is: ErasureLine[]): Difference[] {
	const sums = new Map<string, Difference>();
	const add = (lines: ErasureLine[], side: "was" | "is") => {
		for (const { category, things } of partsOf(lines)) {
			for (const { thing, method, reason, rows } of things) {
				const key = `${category}/${thing}/${method}/${reason}`;
				const sum = sums.get(key) ?? { key, category, thing, method, was: 0, is: 0 };
				sums.set(key, { ...sum, [side]: sum[side] + rows });
			}
		}
	};
	add(was, "was");
	add(is, "is");
	return [...sums.values()].filter((one) => one.was !== one.is);
}

/** Whether two plans are so far apart that the server refuses an approval: more than one row in a hundred. */
export const drifted = (was: number, is: number) => Math.abs(was - is) * 100 > Math.max(was, is);
