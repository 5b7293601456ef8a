import type { TFunction } from "i18next";
import type { CommentRule, CommentRuleInput } from "@/api/types";

/** A rule while it is written. What is absent is switched off. */
export type Draft = CommentRuleInput;
export type Word = NonNullable<Draft["match"]["include"]>[number];
export type ScopeKind = Draft["scope"]["kind"];

export const scopeKinds: ScopeKind[] = ["all", "posts", "next", "reels", "ads", "live"];
export const wordModes: Word["mode"][] = ["word", "contains", "exact"];
export const policies: Draft["follow"]["policy"][] = ["send", "skip", "verify"];
export const recipes = ["price", "follow", "phone"] as const;
export type Recipe = (typeof recipes)[number];
export const isRecipe = (name: unknown): name is Recipe => recipes.some((known) => known === name);

/** What stands in a text for the name of who wrote. */
export const username = "{{username}}";

/** The network's own limits: bytes for messages, characters for what stands under a post. */
export const limits = { message: 1000, withButton: 640, public: 300, title: 20, variants: 20, words: 50, buttons: 3 };

export const words = (...texts: string[]): Word[] => texts.map((text) => ({ text, mode: "word" }));

export function freshDraft(): Draft {
	return {
		name: "",
		scope: { kind: "all", channels: [] },
		match: { include: words(""), exclude: [], typos: true },
		private: { texts: [""] },
		follow: { policy: "send" },
		repeat: {},
	};
}

/** A rule to begin with; its words are meant to be changed. */
export function recipeDraft(t: TFunction, recipe: Recipe): Draft {
	const fresh = freshDraft();
	switch (recipe) {
		case "price":
			return {
				...fresh,
				name: t("recipe.price"),
				match: { include: words("harga", "price", "berapa"), exclude: [], typos: true },
				public: { texts: [t("recipe.pricePublic", { username }), t("recipe.pricePublic2")], after_private: true },
				private: { texts: [t("recipe.pricePrivate", { username })] },
			};
		case "follow":
			return {
				...fresh,
				name: t("recipe.follow"),
				match: { include: words("mau", "link"), exclude: [], typos: true },
				opening: { text: t("recipe.followOpening", { username }), button: t("recipe.followButton") },
				follow: { policy: "verify", text: t("recipe.followAsk"), button: t("recipe.followDone") },
				private: {
					texts: [t("recipe.followContent")],
					buttons: [{ title: t("recipe.followLink"), url: "https://" }],
				},
			};
		case "phone":
			return {
				...fresh,
				name: t("recipe.phone"),
				match: { include: words("daftar", "info"), exclude: [], typos: true },
				opening: { text: t("recipe.phoneOpening", { username }), button: t("recipe.phoneButton") },
				private: { texts: [t("recipe.phoneContent")] },
				lead: freshLead(t),
			};
	}
}

export const freshLead = (t: TFunction): NonNullable<Draft["lead"]> => ({
	phone: t("recipe.askPhone"),
	again: t("recipe.askAgain"),
	thanks: t("recipe.askThanks"),
});

export function toDraft(rule: CommentRule): Draft {
	const { name, scope, match, follow, repeat } = rule;
	return {
		name,
		scope: { ...scope, channels: scope.channels ?? [] },
		match,
		public: rule.public,
		private: rule.private,
		opening: rule.opening,
		follow,
		repeat,
		lead: rule.lead,
	};
}

const filled = (list: string[]) => {
	const texts = list.map((text) => text.trim());
	return texts.some(Boolean) ? texts.filter(Boolean) : texts.slice(0, 1);
};
const kept = (list: Word[] = []) =>
	list.filter(({ text }) => text.trim()).map((word) => ({ ...word, text: word.text.trim() }));

/** Keywords as they are sent: none that is empty. */
export const toMatch = (match: Draft["match"]): Draft["match"] => ({
	...match,
	include: match.any ? [] : kept(match.include),
	exclude: kept(match.exclude),
});

/** What is sent: no empty words and variants, nothing of a scope that was left. */
export function toBody(draft: Draft): CommentRuleInput {
	const { scope, opening, lead } = draft;
	return {
		...draft,
		name: draft.name.trim(),
		scope: { ...scope, posts: scope.kind === "posts" ? scope.posts : undefined },
		match: toMatch(draft.match),
		public: draft.public && { ...draft.public, texts: filled(draft.public.texts) },
		private: draft.private && { ...draft.private, texts: filled(draft.private.texts) },
		follow: opening ? draft.follow : { policy: "send" },
		lead: opening ? lead : undefined,
	};
}

const encoder = new TextEncoder();
const longestName = 30;

/** The length of a text as the network counts it, when the longest name stands in it. */
export const bytes = (text: string) => encoder.encode(text.replaceAll(username, "x".repeat(longestName))).length;

/** Characters, of which emoji are one each or more. */
export const letters = (text: string) => [...text.replaceAll(username, "x".repeat(longestName))].length;

/** The first error of a field or of something in it. */
export const errorAt = (errors: Record<string, string>, field: string): string | undefined =>
	errors[field] ??
	Object.entries(errors).find(([name]) => name.startsWith(`${field}.`) || name.startsWith(`${field}[`))?.[1];
