import { notifications } from "@mantine/notifications";
import i18n from "i18next";
import { problemText } from "@/lib/problem";

export function toastDone(message: string) {
	notifications.show({ message, color: "laut", autoClose: 4000 });
}

export function toastProblem(error: unknown) {
	notifications.show({ message: problemText(i18n.t, error), color: "bata", autoClose: 9000 });
}
