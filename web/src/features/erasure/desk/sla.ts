import type { Tone } from "@/ui/state-badge";

/** How pressing a deletion is, by the share of its time that is over. */
export function slaTone(used: number): Tone {
	if (used >= 80) {
		return "bata";
	}
	return used >= 50 ? "kunyit" : "laut";
}
