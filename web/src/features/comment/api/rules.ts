import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommentRule, CommentRuleInput } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";

const keys = {
	all: (ws: string) => [ws, "automation", "rules"] as const,
	list: (ws: string) => [ws, "automation", "rules", "list"] as const,
	one: (ws: string, rule: string) => [ws, "automation", "rules", "one", rule] as const,
};

/** The rules in the order in which they are asked. */
export const rulesQuery = (ws: string) =>
	queryOptions({
		queryKey: keys.list(ws),
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/instagram/rules", { params: { path: inWorkspace(ws) } })))
				.items ?? [],
	});

const at = (ws: string, rule: string) => ({ params: { path: inWorkspace(ws, { rule }) } });

export const ruleQuery = (ws: string, rule: string) =>
	queryOptions({
		queryKey: keys.one(ws, rule),
		queryFn: () => take(api.GET("/api/v1/workspaces/{workspace}/instagram/rules/{rule}", at(ws, rule))),
	});

/** Changes of the rules of a workspace. */
export function useRuleChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = (rule: CommentRule) => {
		client.setQueryData(keys.one(ws, rule.id), rule);
		client.setQueryData<CommentRule[]>(keys.list(ws), (list) =>
			list?.map((known) => (known.id === rule.id ? rule : known)),
		);
		client.invalidateQueries({ queryKey: keys.list(ws) });
	};
	return {
		save: useMutation({
			mutationFn: ({ id, body }: { id?: string; body: CommentRuleInput }) =>
				id
					? take(api.PUT("/api/v1/workspaces/{workspace}/instagram/rules/{rule}", { ...at(ws, id), body }))
					: take(
							api.POST("/api/v1/workspaces/{workspace}/instagram/rules", { params: { path: inWorkspace(ws) }, body }),
						),
			onSuccess,
		}),
		start: useMutation({
			mutationFn: (id: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/instagram/rules/{rule}/start", at(ws, id))),
			onSuccess,
		}),
		pause: useMutation({
			mutationFn: (id: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/instagram/rules/{rule}/pause", at(ws, id))),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/instagram/rules/{rule}", at(ws, id));
			},
			onSuccess: () => client.invalidateQueries({ queryKey: keys.all(ws) }),
		}),
		/** The list shows the new order at once. */
		order: useMutation({
			mutationFn: (rule_ids: string[]) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/instagram/rules/order", {
						params: { path: inWorkspace(ws) },
						body: { rule_ids },
					}),
				),
			onMutate: (ids) =>
				client.setQueryData<CommentRule[]>(keys.list(ws), (list) =>
					list?.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)),
				),
			onSettled: () => client.invalidateQueries({ queryKey: keys.list(ws) }),
		}),
	};
}
