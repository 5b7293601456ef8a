import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";

/** Whether what belongs to a person goes without an owner being asked. */
export const choiceQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "erasures", "choice"],
		queryFn: () =>
			take(api.GET("/api/v1/workspaces/{workspace}/erasure-choice", { params: { path: inWorkspace(ws) } })),
	});

export function useChoose(ws: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (auto: boolean) =>
			take(
				api.PUT("/api/v1/workspaces/{workspace}/erasure-choice", {
					params: { path: inWorkspace(ws) },
					body: { contact_auto: auto },
				}),
			),
		onSuccess: (choice) => client.setQueryData(choiceQuery(ws).queryKey, choice),
	});
}

/** The public page on which people ask; it needs no login. With a number it opens the chat in which they prove theirs. */
export function contactFormUrl(number = "") {
	const digits = number.replaceAll(/\D/g, "");
	return `${window.location.origin}/data-deletion/contact${digits && `?business=${digits}`}`;
}
