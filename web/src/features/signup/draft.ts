import type { TFunction } from "i18next";
import type { Purpose, SignupForm, SignupFormInput } from "@/api/types";

export const purposes: Purpose[] = ["service", "reminder", "promo"];

export type Draft = Omit<SignupFormInput, "asks" | "group_id" | "channel_id"> & {
	asks: Partial<Record<Purpose, string>>;
	group_id: string | null;
	channel_id: string | null;
	email: boolean;
	fields: string[];
};

/** The words a purpose begins with; they are meant to be changed. */
export function defaultWording(t: TFunction, purpose: Purpose, business: string): string {
	switch (purpose) {
		case "service":
			return t("signup.wordingService", { business });
		case "reminder":
			return t("signup.wordingReminder", { business });
		default:
			return t("signup.wordingPromo", { business });
	}
}

/** A form nobody has saved yet. */
export function freshDraft(t: TFunction, business: string, channel: string | null): Draft {
	return {
		name: "",
		state: channel ? "open" : "closed",
		title: t("signup.defaultTitle", { business }).slice(0, 120),
		text: "",
		asks: { promo: defaultWording(t, "promo", business) },
		email: false,
		fields: [],
		thanks: "",
		chat_text: t("signup.defaultChat"),
		group_id: null,
		channel_id: channel,
	};
}

export function toDraft(form: SignupForm): Draft {
	const { name, state, title, text, email, fields, thanks, chat_text, group_id, channel_id } = form;
	const asks = Object.fromEntries(form.asks.map(({ purpose, wording }) => [purpose, wording]));
	return { name, state, title, text, asks, email, fields, thanks, chat_text, group_id, channel_id };
}

/** What is sent: purposes in their fixed order, nothing for what was not chosen. */
export function toBody(draft: Draft): SignupFormInput {
	return {
		...draft,
		asks: purposes.flatMap((purpose) => {
			const wording = draft.asks[purpose];
			return wording === undefined ? [] : [{ purpose, wording: wording.trim() }];
		}),
		group_id: draft.group_id || undefined,
		channel_id: draft.channel_id || undefined,
	};
}

/** Whether enough is there to be saved; the server says the rest. */
export const complete = (draft: Draft) =>
	Boolean(draft.name.trim() && draft.title.trim()) &&
	Object.values(draft.asks).length > 0 &&
	Object.values(draft.asks).every((wording) => wording?.trim()) &&
	(draft.state === "closed" || Boolean(draft.channel_id));
