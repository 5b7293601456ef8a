import i18n from "i18next";
import { initReactI18next } from "react-i18next";
import type locale from "@/locales/id.json";

export type Language = "id" | "en";
export type Key = keyof typeof locale;

declare module "i18next" {
	interface CustomTypeOptions {
		keySeparator: false;
		nsSeparator: false;
		resources: { translation: typeof locale };
	}
}

type Load = () => Promise<{ default: Record<string, string> }>;

// The build cuts each file in two: what only pages show comes right after the first paint, and pages wait for it. Until it is
// there, codeText and problemText show what the server said.
const files: Record<Language, { first: Load; later: Load }> = {
	id: { first: () => import("@/locales/id.json?first"), later: () => import("@/locales/id.json?later") },
	en: { first: () => import("@/locales/en.json?first"), later: () => import("@/locales/en.json?later") },
};

let whole: Promise<void> = Promise.resolve();

/** Resolves when every sentence of the language is there. */
export const allWords = () => whole;

async function loadLater(language: Language): Promise<void> {
	i18n.addResourceBundle(language, "translation", (await files[language].later()).default, true);
}

export const isLanguage = (value: unknown): value is Language => value === "id" || value === "en";

export function storedLanguage(): Language {
	try {
		const stored = localStorage.getItem("kp.lang");
		return isLanguage(stored) ? stored : "id";
	} catch {
		return "id";
	}
}

/** Begins with the words of the first paint; allWords says when the others are there. */
export async function startI18n(language: Language): Promise<void> {
	await i18n.use(initReactI18next).init({
		lng: language,
		fallbackLng: false,
		keySeparator: false,
		nsSeparator: false,
		resources: { [language]: { translation: (await files[language].first()).default } },
		interpolation: { escapeValue: false },
		react: { useSuspense: false, bindI18nStore: "added" },
	});
	document.documentElement.lang = language;
	whole = loadLater(language);
	whole.catch(() => undefined); // a page that waits for it shows the error
}

/** Changes the language without a reload and remembers it in this browser. */
export async function setLanguage(language: Language): Promise<void> {
	if (!i18n.hasResourceBundle(language, "translation")) {
		i18n.addResourceBundle(language, "translation", (await files[language].first()).default);
		await loadLater(language);
	}
	await i18n.changeLanguage(language);
	document.documentElement.lang = language;
	try {
		localStorage.setItem("kp.lang", language);
	} catch {
		// Storage may be forbidden; the language then lasts for this tab.
	}
}

/** The words for a code the server sent ("reason", "quiet_hours"), or the code itself if it is new to us. */
export function codeText(prefix: string, code: string): string {
	const key = `${prefix}.${code}`;
	return i18n.exists(key) ? i18n.t(key as never) : code.replaceAll("_", " ");
}
