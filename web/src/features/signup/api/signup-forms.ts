import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { SignupFormInput } from "@/api/types";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";

export const signupFormsQuery = (ws: string) =>
	queryOptions({
		queryKey: [ws, "signup-forms"],
		queryFn: async () =>
			(await take(api.GET("/api/v1/workspaces/{workspace}/signup-forms", { params: { path: inWorkspace(ws) } })))
				.items ?? [],
	});

export const signupFormQuery = (ws: string, form: string) =>
	queryOptions({
		queryKey: [ws, "signup-forms", "one", form],
		queryFn: () =>
			take(
				api.GET("/api/v1/workspaces/{workspace}/signup-forms/{signup_form}", {
					params: { path: inWorkspace(ws, { signup_form: form }) },
				}),
			),
	});

/** The address of a QR code: of the page of a form, or of a chat with its number. */
export const qrUrl = (
	ws: string,
	form: string,
	of: "page" | "chat",
	kind: "svg" | "png",
	more: Record<string, string>,
) => workspaceUrl(ws, `/signup-forms/${form}/qr.${kind}?${new URLSearchParams({ of, ...more })}`);

/** Changes of the sign-up forms of a workspace. */
export function useSignupFormChanges(ws: string) {
	const client = useQueryClient();
	const onSuccess = () => client.invalidateQueries({ queryKey: [ws, "signup-forms"] });
	const at = (form: string) => ({ params: { path: inWorkspace(ws, { signup_form: form }) } });
	return {
		save: useMutation({
			mutationFn: ({ id, body }: { id?: string; body: SignupFormInput }) =>
				id
					? take(api.PUT("/api/v1/workspaces/{workspace}/signup-forms/{signup_form}", { ...at(id), body }))
					: take(api.POST("/api/v1/workspaces/{workspace}/signup-forms", { params: { path: inWorkspace(ws) }, body })),
			onSuccess,
		}),
		remove: useMutation({
			mutationFn: async (id: string) => {
				await api.DELETE("/api/v1/workspaces/{workspace}/signup-forms/{signup_form}", at(id));
			},
			onSuccess,
		}),
	};
}
