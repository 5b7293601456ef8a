import { queryOptions } from "@tanstack/react-query";
import { api, inWorkspace, take } from "@/lib/api";

const path = "/api/v1/workspaces/{workspace}/channels/{channel}/ice-breakers";

export const iceBreakersQuery = (ws: string, channel: string) =>
	queryOptions({
		queryKey: [ws, "ice-breakers", channel],
		queryFn: async () => (await take(api.GET(path, { params: { path: inWorkspace(ws, { channel }) } }))).questions,
		staleTime: 0,
		gcTime: 0,
	});

/** Replaces the questions; none takes them away. */
export const setIceBreakers = (ws: string, channel: string, questions: string[]) => {
	const params = { path: inWorkspace(ws, { channel }) };
	return questions.length > 0
		? take(api.PUT(path, { params, body: { questions } }))
		: take(api.DELETE(path, { params }));
};
