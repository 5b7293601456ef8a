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

const files: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
	id: () => import("@/locales/id.json"),
	en: () => import("@/locales/en.json"),
};

export const isLanguage = (value: unknown): value is Language => value === "id" || value === "en";

export function storedLanguage(): Language {
	try {
		const stored = localStorage.getItem("kp.lang");
		return isLanguage(stored) ? stored : "id";
	} catch {
		return "id";
	}
}

export async function startI18n(language: Language): Promise<void> {
	await i18n.use(initReactI18next).init({
		lng: language,
		fallbackLng: false,
		keySeparator: false,
		nsSeparator: false,
		resources: { [language]: { translation: (await files[language]()).default } },
		interpolation: { escapeValue: false },
		react: { useSuspense: false },
	});
	document.documentElement.lang = language;
}

/** Changes the language without a reload and remembers it in this browser. */
export async function setLanguage(language: Language): Promise<void> {
	if (!i18n.hasResourceBundle(language, "translation")) {
		i18n.addResourceBundle(language, "translation", (await files[language]()).default);
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
