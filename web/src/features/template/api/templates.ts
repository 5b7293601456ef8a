import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Template, TemplateForm } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";

export interface Find {
	search?: string;
	channel?: string;
	status?: string;
	cursor?: string;
}

/** The templates of all channels, without those the network no longer has unless they are asked for. */
export const findTemplatesQuery = (ws: string, find: Find) =>
	queryOptions({
		queryKey: [ws, "templates", "find", find],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/templates", {
					params: { path: inWorkspace(ws), query: { ...find, hide_deleted: find.status !== "DELETED", limit: 50 } },
				}),
			),
	});

export const templateQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: [ws, "templates", "one", id],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/templates/{template}", {
					params: { path: inWorkspace(ws, { template: id }) },
				}),
			),
	});

export function uploadExample(ws: string, file: File) {
	const form = new FormData();
	form.append("file", file);
	return take(
		api.POST("/api/v1/workspaces/{workspace}/attachments", {
			params: { path: inWorkspace(ws) },
			body: form as never,
			bodySerializer: (body) => body as unknown as FormData,
		}),
	);
}

export type NewTemplate = TemplateForm & { channel_id: string };

export function useTemplateChanges(ws: string) {
	const client = useQueryClient();
	const onSettled = () => client.invalidateQueries({ queryKey: [ws, "templates"] });
	const at = (template: string) => ({ params: { path: inWorkspace(ws, { template }) } });
	return {
		create: useMutation({
			mutationFn: (body: NewTemplate) =>
				take(api.POST("/api/v1/workspaces/{workspace}/templates", { params: { path: inWorkspace(ws) }, body })),
			onSettled,
		}),
		edit: useMutation({
			mutationFn: ({ id, form: { name: _, language: __, ...body } }: { id: string; form: TemplateForm }) =>
				take(api.PUT("/api/v1/workspaces/{workspace}/templates/{template}", { ...at(id), body })),
			onSettled,
		}),
		remove: useMutation({
			mutationFn: (id: string): Promise<Template> =>
				take(api.DELETE("/api/v1/workspaces/{workspace}/templates/{template}", at(id))),
			onSettled,
		}),
		resume: useMutation({
			mutationFn: (id: string) => take(api.POST("/api/v1/workspaces/{workspace}/templates/{template}/resume", at(id))),
			onSettled,
		}),
		sync: useMutation({
			mutationFn: async (channels: string[]) => {
				let n = 0;
				for (const channel of channels) {
					const { synced } = await take(
						api.POST("/api/v1/workspaces/{workspace}/channels/{channel}/templates/sync", {
							params: { path: inWorkspace(ws, { channel }) },
						}),
					);
					n += synced;
				}
				return n;
			},
			onSettled,
		}),
	};
}
