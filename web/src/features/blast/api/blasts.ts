import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Blast } from "@/api/types";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";

export const blastKeys = {
	all: (ws: string) => [ws, "blasts"] as const,
	one: (ws: string, id: string) => [ws, "blasts", "one", id] as const,
};

const at = (ws: string, blast: string) => ({ params: { path: inWorkspace(ws, { blast }) } });
const moving = (state: string | undefined) => state === "running" || state === "stopping";

/** While it runs, a blast is also asked every five seconds, in case live updates are interrupted. */
export const blastQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: blastKeys.one(ws, id),
		queryFn: () => take(api.GET("/api/v1/workspaces/{workspace}/blasts/{blast}", at(ws, id))),
		refetchInterval: (query) => (moving(query.state.data?.state) ? 5000 : false),
	});

export const reportQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: [...blastKeys.one(ws, id), "report"],
		queryFn: () => take(api.GET("/api/v1/workspaces/{workspace}/blasts/{blast}/report", at(ws, id))),
	});

export const recipientsQuery = (ws: string, id: string, state: string, cursor: string) =>
	queryOptions({
		queryKey: [...blastKeys.one(ws, id), "recipients", state, cursor],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/blasts/{blast}/recipients", {
					params: {
						path: inWorkspace(ws, { blast: id }),
						query: { state: (state || undefined) as never, cursor, limit: 50 },
					},
				}),
			),
	});

/** What would happen if the blast, in this version, started now. */
export const preflightQuery = (ws: string, id: string, version: number) =>
	queryOptions({
		queryKey: [...blastKeys.one(ws, id), "preflight", version],
		queryFn: () => take(api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/preflight", at(ws, id))),
	});

export const previewCount = 10;

/** The message as some real recipients would get it. */
export const previewQuery = (ws: string, id: string, version: number) =>
	queryOptions({
		queryKey: [...blastKeys.one(ws, id), "preview", version],
		queryFn: async () =>
			(
				await take(
					api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/preview", {
						...at(ws, id),
						body: { count: previewCount },
					}),
				)
			).items ?? [],
	});

export const reportUrl = (ws: string, id: string) => workspaceUrl(ws, `/blasts/${id}/report.csv`);

export type Patch = Partial<Pick<Blast, "name" | "channel_id" | "purpose" | "audience" | "message" | "missing_policy">>;

export function useBlastChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = (blast: Blast) => {
		client.setQueryData(blastKeys.one(ws, blast.id), blast);
		client.invalidateQueries({ queryKey: [...blastKeys.all(ws), "list"] });
	};
	const act = (verb: "unschedule" | "pause" | "resume" | "stop") => (id: string) => {
		switch (verb) {
			case "unschedule":
				return take(api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/unschedule", at(ws, id)));
			case "pause":
				return take(api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/pause", at(ws, id)));
			case "resume":
				return take(api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/resume", at(ws, id)));
			case "stop":
				return take(api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/stop", at(ws, id)));
		}
	};
	return {
		create: useMutation({
			mutationFn: (name: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/blasts", { params: { path: inWorkspace(ws) }, body: { name } })),
			onSuccess,
		}),
		patch: useMutation({
			mutationFn: ({ id, version, channel_id, ...change }: Patch & { id: string; version: number }) =>
				take(
					api.PATCH("/api/v1/workspaces/{workspace}/blasts/{blast}", {
						...at(ws, id),
						body: { version, channel_id: channel_id ?? undefined, ...change },
					}),
				),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/blasts/{blast}", at(ws, id));
			},
			onSuccess: () => client.invalidateQueries({ queryKey: blastKeys.all(ws) }),
		}),
		test: useMutation({
			mutationFn: ({ id, phone }: { id: string; phone: string }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/test", {
						params: { path: inWorkspace(ws, { blast: id }), header: { "Idempotency-Key": crypto.randomUUID() } },
						body: { phone },
					}),
				),
		}),
		start: useMutation({
			mutationFn: ({ id, version }: { id: string; version: number }) =>
				take(api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/start", { ...at(ws, id), body: { version } })),
			onSuccess,
		}),
		schedule: useMutation({
			mutationFn: ({ id, version, when }: { id: string; version: number; when: Date }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/schedule", {
						...at(ws, id),
						body: { at: when.toISOString(), version },
					}),
				),
			onSuccess,
		}),
		unschedule: useMutation({ mutationFn: act("unschedule"), onSuccess }),
		pause: useMutation({ mutationFn: act("pause"), onSuccess }),
		resume: useMutation({ mutationFn: act("resume"), onSuccess }),
		stop: useMutation({ mutationFn: act("stop"), onSuccess }),
		retry: useMutation({
			mutationFn: (id: string) => take(api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/retry", at(ws, id))),
			onSuccess,
		}),
	};
}
