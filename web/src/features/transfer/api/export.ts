import { useMutation } from "@tanstack/react-query";
import { api, inWorkspace, take, workspaceUrl } from "@/lib/api";

/** The address of one download of the whole workspace, for which the licence code was typed anew. */
export const useExport = (ws: string) =>
	useMutation({
		mutationFn: async (licence_code: string) => {
			const { ticket } = await take(
				api.POST("/api/v1/workspaces/{workspace}/export-tickets", {
					params: { path: inWorkspace(ws) },
					body: { licence_code },
				}),
			);
			return workspaceUrl(ws, `/export?ticket=${encodeURIComponent(ticket)}`);
		},
	});
