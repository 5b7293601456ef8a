import i18n from "i18next";
import { problemText } from "@/lib/problem";

async function show(message: string, color: string, autoClose: number) {
	const { notifications } = await import("@mantine/notifications");
	notifications.show({ message, color, autoClose, closeButtonProps: { "aria-label": i18n.t("common.close") } });
}

export function toastDone(message: string) {
	void show(message, "laut", 4000);
}

export function toastProblem(error: unknown) {
	void show(problemText(i18n.t, error), "bata", 9000);
}
