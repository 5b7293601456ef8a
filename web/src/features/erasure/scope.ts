import type { ErasureScope } from "@/api/types";
import type { Key } from "@/lib/i18n";

/** The kinds of data that the public page lists, in its order. */
export const categories = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"] as const;
export type Category = (typeof categories)[number];

export interface ErasureSearch {
	/** "whole", or categories with commas between. */
	of?: string;
	contact?: string;
}

const isCategory = (text: string): text is Category => (categories as readonly string[]).includes(text);

/** What the address asks to be deleted, or null when nothing is chosen yet. */
export function toScope({ of = "", contact }: ErasureSearch): ErasureScope | null {
	if (contact) {
		return { contact_id: contact };
	}
	if (of === "whole") {
		return { whole: true };
	}
	const chosen = of.split(",").filter(isCategory);
	return chosen.length > 0 ? { categories: categories.filter((category) => chosen.includes(category)) } : null;
}

/** The same, to tell one choice from another. */
export const scopeKey = (scope: ErasureScope | null) =>
	scope ? `${scope.whole ?? ""}/${scope.categories?.join() ?? ""}/${scope.contact_id ?? ""}` : "";

type Translate = (key: Key) => string;

/** What a deletion is about, in words. */
export function scopeText(t: Translate, scope: ErasureScope): string {
	if (scope.whole) {
		return t("erasure.whole");
	}
	if (scope.contact_id) {
		return t("erasure.oneContact");
	}
	return (scope.categories ?? []).map((category) => t(`erasureCategory.${category}`)).join(", ");
}
