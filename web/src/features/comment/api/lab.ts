import { queryOptions, useMutation } from "@tanstack/react-query";
import type { CommentRuleInput } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";

interface Trial {
	rule_id?: string;
	channel_id?: string;
	post?: string;
	fresh: boolean;
	body: CommentRuleInput;
}

/** Tries a rule on the newest comments. Nothing is sent. */
export function useTrial(ws: string) {
	return useMutation({
		mutationFn: ({ body, ...where }: Trial) =>
			take(
				api.POST("/api/v1/workspaces/{workspace}/instagram/lab", {
					params: { path: inWorkspace(ws) },
					body: { ...where, ...body },
				}),
			),
	});
}

/** Tries keywords on a text, by the same words as the rule. */
export const wordsQuery = (ws: string, match: CommentRuleInput["match"], text: string) =>
	queryOptions({
		queryKey: [ws, "words", match, text],
		queryFn: () =>
			take(
				api.POST("/api/v1/workspaces/{workspace}/instagram/lab/words", {
					params: { path: inWorkspace(ws) },
					body: { match, text },
				}),
			),
		staleTime: 60_000,
		gcTime: 60_000,
	});
