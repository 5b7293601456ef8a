import i18n from "i18next";
import { createElement } from "react";
import { problemText } from "@/lib/problem";
import { later } from "@/lib/undo";
import type { Tone } from "./state-badge";

const undoLasts = 5000;

interface Action {
	label: string;
	act: () => void;
}

async function show(message: string, color: string, autoClose: number, action?: Action) {
	const [{ notifications }, { ToastMessage }] = await Promise.all([
		import("@mantine/notifications"),
		import("./toast-message"),
	]);
	const id = crypto.randomUUID?.() ?? String(Math.random());
	const press = action && {
		label: action.label,
		act: () => {
			notifications.hide(id);
			action.act();
		},
	};
	notifications.show({
		id,
		message: press ? createElement(ToastMessage, { message, action: press }) : message,
		color,
		autoClose,
		closeButtonProps: { "aria-label": i18n.t("common.close") },
	});
}

export function toastDone(message: string) {
	void show(message, "laut", 4000);
}

export function toastProblem(error: unknown) {
	void show(problemText(i18n.t, error), "bata", 9000);
}

/** News of something that went on in the background, with the way to it. */
export function toastNews(message: string, tone: Tone, action: Action) {
	void show(message, tone === "mute" ? "gray" : tone, 9000, action);
}

/** Says what is about to happen, and lets it be taken back for so long. */
export function toastBegins(message: string, lasts: number, action: Action) {
	void show(message, "laut", lasts, action);
}

/** Says what was done, with five seconds to take it back. For what the server can turn around. */
export function toastUndo(message: string, undo: () => unknown) {
	void show(message, "laut", undoLasts, { label: i18n.t("undo.act"), act: undo });
}

/**
 * Deletes in five seconds unless it is taken back. Until then the thing is out of sight: lists ask useHidden. When the
 * page is closed before, it is deleted at once.
 */
export function deleteWithUndo(id: string, message: string, remove: () => Promise<unknown>, restored?: () => void) {
	const restore = later(id, () => remove().catch(toastProblem), undoLasts);
	toastUndo(message, () => {
		restore();
		restored?.();
	});
}
