import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Settings, Workspace } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { workspaceQuery } from "@/lib/queries";

/** Saves a part of the settings and takes what the server made of it into the cache. */
export function useSaveSettings(ws: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (settings: Partial<Settings>) =>
			take(
				api.PATCH("/api/v1/workspaces/{workspace}/settings", {
					params: { path: inWorkspace(ws) },
					body: settings,
				}),
			),
		onSuccess: (settings) => {
			const { queryKey } = workspaceQuery(ws);
			client.setQueryData(queryKey, (old: Workspace | undefined) =>
				old ? { ...old, name: settings.name, settings } : old,
			);
			client.invalidateQueries({ queryKey });
			client.invalidateQueries({ queryKey: ["me"] });
		},
	});
}
