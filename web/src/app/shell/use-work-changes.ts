import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelJob, pauseBlast } from "@/lib/work";
import { toastProblem } from "@/ui/toast";

/** What can be done with long work from outside its page: a blast pauses and goes on, a job is cancelled. */
export function useWorkChanges(ws: string) {
	const client = useQueryClient();
	const act = useMutation({
		mutationFn: ({ id, verb }: { id: string; verb: "pause" | "resume" | "cancel" }): Promise<unknown> =>
			verb === "cancel" ? cancelJob(ws, id) : pauseBlast(ws, id, verb === "pause"),
		onSettled: () => {
			client.invalidateQueries({ queryKey: [ws, "jobs"] });
			client.invalidateQueries({ queryKey: [ws, "blasts"] });
		},
		onError: toastProblem,
	});
	return { act };
}
