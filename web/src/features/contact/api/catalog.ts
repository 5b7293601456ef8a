import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ContactFilterBody, FieldType } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { fieldsQuery, groupsQuery } from "@/lib/queries";

/** Changes of the groups of a workspace. */
export function useGroupChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = () => {
		client.invalidateQueries({ queryKey: groupsQuery(ws).queryKey });
		client.invalidateQueries({ queryKey: [ws, "contacts"] });
	};
	return {
		create: useMutation({
			mutationFn: (name: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/groups", { params: { path: inWorkspace(ws) }, body: { name } })),
			onSuccess,
		}),
		rename: useMutation({
			mutationFn: ({ id, name }: { id: string; name: string }) =>
				take(
					api.PATCH("/api/v1/workspaces/{workspace}/groups/{group}", {
						params: { path: inWorkspace(ws, { group: id }) },
						body: { name },
					}),
				),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/groups/{group}", {
					params: { path: inWorkspace(ws, { group: id }) },
				});
			},
			onSuccess,
		}),
		fill: useMutation({
			mutationFn: ({ id, filter }: { id: string; filter: ContactFilterBody }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/groups/{group}/members", {
						params: { path: inWorkspace(ws, { group: id }) },
						body: { filter },
					}),
				),
			onSuccess: () => {
				onSuccess();
				client.invalidateQueries({ queryKey: [ws, "jobs"] });
			},
		}),
	};
}

export interface FieldInput {
	label: string;
	type: FieldType;
	options: string[];
}

/** The key of a new field, out of its label: "Tanggal lahir" becomes "tanggal_lahir". */
export function fieldKey(label: string): string {
	return label
		.toLowerCase()
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.replace(/[^a-z0-9]+/g, "_")
		.replace(/^_+|_+$/g, "")
		.slice(0, 40);
}

/** Changes of the custom fields of a workspace. The key and the type of a field stay as they were made. */
export function useFieldChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = () => {
		client.invalidateQueries({ queryKey: fieldsQuery(ws).queryKey });
		client.invalidateQueries({ queryKey: [ws, "contacts"] });
	};
	return {
		create: useMutation({
			mutationFn: ({ label, type, options }: FieldInput) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/fields", {
						params: { path: inWorkspace(ws) },
						body: { key: fieldKey(label), label, type, options: type === "list" ? options : undefined },
					}),
				),
			onSuccess,
		}),
		update: useMutation({
			mutationFn: ({ id, label, options }: { id: string; label: string; options?: string[] }) =>
				take(
					api.PATCH("/api/v1/workspaces/{workspace}/fields/{field}", {
						params: { path: inWorkspace(ws, { field: id }) },
						body: { label, options },
					}),
				),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/fields/{field}", {
					params: { path: inWorkspace(ws, { field: id }) },
				});
			},
			onSuccess,
		}),
	};
}
