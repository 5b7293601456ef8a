import { api, inWorkspace } from "./api";

/** Pauses a running blast, or lets a paused one go on, from wherever it is shown. */
export function pauseBlast(ws: string, blast: string, pause: boolean) {
	const where = { params: { path: inWorkspace(ws, { blast }) } };
	return pause
		? api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/pause", where)
		: api.POST("/api/v1/workspaces/{workspace}/blasts/{blast}/resume", where);
}

/** Ends a job that runs. */
export const cancelJob = (ws: string, job: string) =>
	api.POST("/api/v1/workspaces/{workspace}/jobs/{job}/cancel", { params: { path: inWorkspace(ws, { job }) } });
