import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Contact } from "@/api/types";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";
import { contactPage } from "@/lib/contacts";
import type { ContactFilter } from "@/lib/queries";

export const contactKeys = {
	all: (ws: string) => [ws, "contacts"] as const,
	list: (ws: string, filter: ContactFilter, sort: string, cursor: string) =>
		[ws, "contacts", "list", filter, sort, cursor] as const,
	one: (ws: string, id: string) => [ws, "contacts", "one", id] as const,
};

const pageSize = 50;

export const contactsQuery = (ws: string, filter: ContactFilter, sort: string, cursor: string) =>
	queryOptions({
		queryKey: contactKeys.list(ws, filter, sort, cursor),
		queryFn: ({ signal }) =>
			contactPage(
				ws,
				{ ...filter, sort: sort === "name" || sort === "created" ? sort : undefined, cursor, limit: pageSize },
				signal,
			),
	});

export const contactQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: contactKeys.one(ws, id),
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/contacts/{contact}", {
					params: { path: inWorkspace(ws, { contact: id }) },
				}),
			),
	});

/** Every word of a contact about messages, newest first. */
export const consentsQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: [...contactKeys.one(ws, id), "consents"],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/contacts/{contact}/consents", {
						params: { path: inWorkspace(ws, { contact: id }) },
					}),
				)
			).items ?? [],
	});

/** Contacts that may be the same person. */
export const duplicatesQuery = (ws: string, id: string) =>
	queryOptions({
		queryKey: [...contactKeys.one(ws, id), "duplicates"],
		queryFn: async () =>
			(
				await take(
					api.GET("/api/v1/workspaces/{workspace}/contacts/{contact}/duplicates", {
						params: { path: inWorkspace(ws, { contact: id }) },
					}),
				)
			).items ?? [],
	});

/** Makes one contact of two. Conversations change their owner too. */
export function useMerge(ws: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ id, ...body }: { id: string; other: string; winner: Record<string, string> }) =>
			take(
				api.POST("/api/v1/workspaces/{workspace}/contacts/{contact}/merge", {
					params: { path: inWorkspace(ws, { contact: id }) },
					body,
				}),
			),
		onSuccess: () => client.invalidateQueries({ queryKey: [ws] }),
	});
}

/** The address of a file of every contact that passes the filter. */
export function exportUrl(ws: string, filter: ContactFilter, kind: "csv" | "xlsx" = "csv"): string {
	const query = new URLSearchParams();
	for (const [key, value] of Object.entries(filter)) {
		if (value !== undefined && value !== "") {
			query.set(key, String(value));
		}
	}
	const text = query.toString();
	return workspaceUrl(ws, `/contacts/export.${kind}${text ? `?${text}` : ""}`);
}

export interface ContactInput {
	name: string;
	phone: string;
	email: string;
	fields: Record<string, unknown>;
}

/** Every change of a contact: the answer is the contact as it now is, which goes straight into the cache. */
export function useContactChanges(ws: string) {
	const client = useQueryClient();
	const settle = (contact?: Contact) => {
		if (contact) {
			client.setQueryData(contactKeys.one(ws, contact.id), contact);
		}
		client.invalidateQueries({ queryKey: contactKeys.all(ws) });
		client.invalidateQueries({ queryKey: [ws, "groups"] });
	};
	const at = (contact: string) => ({ params: { path: inWorkspace(ws, { contact }) } });
	return {
		create: useMutation({
			mutationFn: (input: ContactInput & { group_ids: string[] }) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/contacts", {
						params: { path: inWorkspace(ws) },
						body: { ...input, email: input.email || undefined, phone: input.phone || undefined },
					}),
				),
			onSuccess: settle,
		}),
		update: useMutation({
			mutationFn: ({ id, ...body }: Partial<ContactInput> & { id: string }) =>
				take(api.PATCH("/api/v1/workspaces/{workspace}/contacts/{contact}", { ...at(id), body })),
			onSuccess: settle,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/contacts/{contact}", at(id));
			},
			onSuccess: () => settle(),
		}),
		setGroups: useMutation({
			mutationFn: ({ id, group_ids }: { id: string; group_ids: string[] }) =>
				take(api.PUT("/api/v1/workspaces/{workspace}/contacts/{contact}/groups", { ...at(id), body: { group_ids } })),
			onSuccess: settle,
		}),
		setConsent: useMutation({
			mutationFn: ({
				id,
				purpose,
				state,
				source,
			}: {
				id: string;
				purpose: "service" | "reminder" | "promo";
				state: "granted" | "denied";
				source: string;
			}) =>
				take(
					api.PUT("/api/v1/workspaces/{workspace}/contacts/{contact}/consents/{purpose}", {
						params: { path: inWorkspace(ws, { contact: id, purpose }) },
						body: { state, source },
					}),
				),
			onSuccess: settle,
		}),
		suppress: useMutation({
			mutationFn: (id: string) =>
				take(
					api.POST("/api/v1/workspaces/{workspace}/contacts/{contact}/suppress", {
						...at(id),
						body: { reason: "manual" },
					}),
				),
			onSuccess: settle,
		}),
		unsuppress: useMutation({
			mutationFn: (id: string) =>
				take(api.POST("/api/v1/workspaces/{workspace}/contacts/{contact}/unsuppress", at(id))),
			onSuccess: settle,
		}),
	};
}
