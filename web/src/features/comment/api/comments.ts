import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";

/** What becomes of a message is not told of one by one; a page that shows it asks now and then. */
const often = 15_000;

export const commentsQuery = (ws: string, filter: { channel?: string; post?: string }, cursor: string) =>
	queryOptions({
		queryKey: [ws, "automation", "comments", filter, cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/instagram/comments", {
					params: { path: inWorkspace(ws), query: { ...filter, cursor, limit: 25 } },
				}),
			),
		refetchInterval: often,
	});

export const outcomes = ["answered", "skipped", "lost"] as const;
export type Outcome = (typeof outcomes)[number];

export const matchesQuery = (
	ws: string,
	filter: { rule?: string; outcome?: Outcome; channel?: string },
	cursor: string,
) =>
	queryOptions({
		queryKey: [ws, "automation", "matches", filter, cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/instagram/matches", {
					params: { path: inWorkspace(ws), query: { ...filter, cursor, limit: 25 } as never },
				}),
			),
		refetchInterval: often,
	});

/** What a person does about a comment. */
export function useCommentActs(ws: string) {
	const client = useQueryClient();
	const onSuccess = () => client.invalidateQueries({ queryKey: [ws, "automation", "comments"] });
	const at = (comment: string) => ({ params: { path: inWorkspace(ws, { comment }) } });
	return {
		reply: useMutation({
			mutationFn: ({ id, ...body }: { id: string; text: string; public: boolean }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/instagram/comments/{comment}/reply", {
						...at(id),
						body,
					}),
				),
			onSuccess,
		}),
		hide: useMutation({
			mutationFn: ({ id, hide }: { id: string; hide: boolean }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/instagram/comments/{comment}/hide", { ...at(id), body: { hide } }),
				),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/instagram/comments/{comment}", at(id));
			},
			onSuccess,
		}),
	};
}
