import { arrayKeys } from "@/api/array-keys";

/** Gives every list without members as [], where the server may have written null. Changes the answer in place. */
export function filled<T>(answer: T): T {
	if (Array.isArray(answer)) {
		answer.forEach(filled);
	} else if (answer !== null && typeof answer === "object") {
		const record = answer as Record<string, unknown>;
		for (const [key, value] of Object.entries(record)) {
			if (value === null && arrayKeys.has(key)) {
				record[key] = [];
			} else {
				filled(value);
			}
		}
	}
	return answer;
}
