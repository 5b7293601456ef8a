import { queryOptions, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ErasureAnswer, ErasureRequest, ErasureScope } from "@/api/types";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";
import { lookAgain } from "../way";

const all = (ws: string) => [ws, "erasures"];

export const erasuresQuery = (ws: string) =>
	queryOptions({
		queryKey: [...all(ws), "list"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/erasure-requests", { params: { path: inWorkspace(ws) } })))
				.items,
	});

/** One deletion, looked at again and again until it is over. */
export const erasureQuery = (ws: string, erasure: string) =>
	queryOptions({
		queryKey: [...all(ws), "one", erasure],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/erasure-requests/{erasure}", {
					params: { path: inWorkspace(ws, { erasure }) },
				}),
			),
		refetchInterval: ({ state }) => lookAgain(state.data),
		retry: false,
	});

/** The contact that a deletion is about. */
export const contactQuery = (ws: string, contact: string) =>
	queryOptions({
		queryKey: [ws, "contacts", "one", contact],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/contacts/{contact}", {
					params: { path: inWorkspace(ws, { contact }) },
				}),
			),
	});

/** Counts what a deletion would come to; it changes nothing. */
export const usePlan = (ws: string) =>
	useMutation({
		mutationFn: (scope: ErasureScope) =>
			take(
				api.POST("/api/v1/workspaces/{workspace}/erasure-plan", { params: { path: inWorkspace(ws) }, body: { scope } }),
			),
	});

export function useErasureChanges(ws: string) {
	const client = useQueryClient();
	const onSettled = () => {
		client.invalidateQueries({ queryKey: all(ws) });
		// Sending stops with the deletion of everything, and goes on when it is called off.
		client.invalidateQueries({ queryKey: [ws, "workspace"] });
	};
	return {
		ask: useMutation({
			mutationFn: (body: ErasureRequest) =>
				take(api.POST("/api/v1/workspaces/{workspace}/erasure-requests", { params: { path: inWorkspace(ws) }, body })),
			onSuccess: ({ id, status_code = "", scope }) => {
				client.setQueryDefaults(toldKey(ws), { gcTime: Number.POSITIVE_INFINITY });
				client.setQueryData<Told>(toldKey(ws), { id, code: status_code, whole: scope.whole ?? false });
			},
			onSettled,
		}),
		answer: useMutation({
			mutationFn: ({ id, ...body }: ErasureAnswer & { id: string }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/erasure-requests/{erasure}/answer", {
						params: { path: inWorkspace(ws, { erasure: id }) },
						body,
					}),
				),
			onSuccess: (erasure) => client.setQueryData(erasureQuery(ws, erasure.id).queryKey, erasure),
			onSettled,
		}),
		cancel: useMutation({
			mutationFn: (erasure: string) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/erasure-requests/{erasure}/cancel", {
						params: { path: inWorkspace(ws, { erasure }) },
					}),
				),
			onSuccess: (erasure) => client.setQueryData(erasureQuery(ws, erasure.id).queryKey, erasure),
			onSettled,
		}),
	};
}

/** What the server told this once. It lives in the memory of this tab until the person says that it is kept. */
export interface Told {
	id: string;
	code: string;
	whole: boolean;
}

const toldKey = (ws: string) => [ws, "erasure-told"];

export function useTold(ws: string) {
	const client = useQueryClient();
	const told = useQuery<Told | null>({
		queryKey: toldKey(ws),
		queryFn: skipToken,
		gcTime: Number.POSITIVE_INFINITY,
	}).data;
	return { told, forget: () => client.setQueryData<Told | null>(toldKey(ws), null) };
}

export const certificateUrl = (ws: string, erasure: string) =>
	workspaceUrl(ws, `/erasure-requests/${encodeURIComponent(erasure)}/certificate`);

/** The public page that says how far a deletion is, for whoever has its code. */
export const statusUrl = (code: string) => `${window.location.origin}/data-deletion/status/${code}`;
