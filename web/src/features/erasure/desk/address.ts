// The desk is one route with the rest of the address as its parameter, so that the first load of other pages knows one line of it.

export type DeskPage = "deletions" | "take-in" | "list" | "ledger" | "backups" | "report";
export const deskPages: DeskPage[] = ["deletions", "take-in", "list", "ledger", "backups", "report"];

/** Where a page of the desk, or one deletion, is. */
export const deskLink = (page: DeskPage, deletion?: string) => ({
	to: "/operator/$" as const,
	params: { _splat: deletion ? `${page}/${deletion}` : page },
});

export interface DeskPlace {
	page: DeskPage | null;
	deletion: string | undefined;
}

/** What an address below /operator/ names; null is nothing. */
export function placeOf(splat: string): DeskPlace {
	const [first = "", deletion, more] = splat.replace(/\/$/, "").split("/");
	const page = deskPages.find((one) => one === (first || "deletions")) ?? null;
	const fits = more === undefined && (deletion === undefined || page === "deletions");
	return { page: fits ? page : null, deletion };
}
