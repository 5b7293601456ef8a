import { useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/lib/api";
import { type Language, setLanguage } from "@/lib/i18n";
import { toastProblem } from "@/ui/toast";
import { forgetRecents } from "../palette/recents";

/** What a person may change about the interface for themselves, and leaving. Nothing of it reloads the page. */
export function useAccount() {
	const client = useQueryClient();
	const navigate = useNavigate();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	return {
		colorScheme,
		setColorScheme,
		speak: async (language: Language) => {
			await setLanguage(language);
			api.PATCH("/api/v1/me", { body: { language } }).catch(toastProblem);
		},
		leave: async () => {
			try {
				await api.DELETE("/api/v1/session");
				forgetRecents();
				client.clear();
				navigate({ to: "/login" });
			} catch (err) {
				toastProblem(err);
			}
		},
	};
}
