import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Import, ImportMapping } from "@/api/types";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";
import { ApiProblem } from "@/lib/problem";

export const importKeys = {
	all: (ws: string) => [ws, "imports"] as const,
	one: (ws: string, id: string) => [ws, "imports", "one", id] as const,
};

const busy = (state: string | undefined) => state === "checking" || state === "running";

/** While a job works, it is also asked every two seconds, in case live updates are interrupted. */
export const importQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: importKeys.one(ws, id),
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/imports/{import}", {
					params: { path: inWorkspace(ws, { import: id }) },
				}),
			),
		refetchInterval: (query) => (busy(query.state.data?.state) ? 2000 : false),
	});

export const importsQuery = (ws: string) =>
	queryOptions({
		queryKey: [...importKeys.all(ws), "list"],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/imports", {
						params: { path: inWorkspace(ws), query: { limit: 10 } },
					}),
				)
			).items ?? [],
	});

export const errorsUrl = (ws: string, id: string) => workspaceUrl(ws, `/imports/${id}/errors.csv`);

/** The sheets among which one must be chosen before a spreadsheet can be read. */
export function sheetsToChoose(error: unknown): string[] {
	return error instanceof ApiProblem && error.code === "import.sheet_choice"
		? error.fields.map(({ message }) => message ?? "").filter(Boolean)
		: [];
}

export function useUpload(ws: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ file, sheet }: { file: File; sheet?: string }) => {
			const form = new FormData();
			if (sheet) {
				form.append("sheet", sheet);
			}
			form.append("file", file);
			return take(
				api.POST("/api/v1/workspaces/{workspace}/imports", {
					params: { path: inWorkspace(ws) },
					body: form as never,
					bodySerializer: (body) => body as unknown as FormData,
				}),
			);
		},
		onSuccess: (made) => client.setQueryData(importKeys.one(ws, made.id), made),
	});
}

export function useImportSteps(ws: string, id: string) {
	const client = useQueryClient();
	const at = { params: { path: inWorkspace(ws, { import: id }) } };
	const onSuccess = (now: Import) => {
		client.setQueryData(importKeys.one(ws, id), now);
		client.invalidateQueries({ queryKey: importKeys.all(ws) });
	};
	return {
		check: useMutation({
			mutationFn: async (mapping: ImportMapping) => {
				await api.PUT("/api/v1/workspaces/{workspace}/imports/{import}/mapping", { ...at, body: mapping });
				return take(api.POST("/api/v1/workspaces/{workspace}/imports/{import}/check", at));
			},
			onSuccess,
		}),
		start: useMutation({
			mutationFn: () => take(api.POST("/api/v1/workspaces/{workspace}/imports/{import}/start", at)),
			onSuccess,
		}),
		cancel: useMutation({
			mutationFn: () => take(api.POST("/api/v1/workspaces/{workspace}/imports/{import}/cancel", at)),
			onSuccess,
		}),
	};
}
