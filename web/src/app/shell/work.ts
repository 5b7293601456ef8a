import { useQuery } from "@tanstack/react-query";
import type { Blast, Job } from "@/api/types";
import { blastsQuery, jobsQuery } from "@/lib/queries";

/** Long work as the tray shows it: a job, or a blast on its way. */
export interface Work {
	id: string;
	state: Job["state"];
	done: number;
	total: number;
	/** When it ended; for what has not, when it began. */
	at: string;
	job?: Job;
	blast?: Blast;
}

const states: Partial<Record<Blast["state"], Job["state"]>> = {
	running: "running",
	stopping: "running",
	paused: "paused",
	held: "paused",
	finished: "done",
	stopped: "cancelled",
};

const ofJob = (job: Job): Work => ({
	id: job.id,
	state: job.state,
	done: job.done,
	total: job.total,
	at: job.finished_at ?? job.created_at,
	job,
});

function ofBlast(blast: Blast): Work[] {
	const state = states[blast.state];
	if (!state || !blast.started_at) {
		return [];
	}
	const { counts } = blast;
	return [
		{
			id: blast.id,
			state,
			done: counts.total - counts.planned - counts.queued - counts.held - counts.sending,
			total: Math.max(counts.total, blast.expected),
			at: blast.finished_at ?? blast.started_at,
			blast,
		},
	];
}

export const isOver = (work: Work) => work.state === "done" || work.state === "failed" || work.state === "cancelled";

/** How far all of it is together, from 0 to 1. */
export function share(all: Work[]): number {
	const total = all.reduce((sum, work) => sum + work.total, 0);
	return total > 0 ? Math.min(1, all.reduce((sum, work) => sum + work.done, 0) / total) : 0;
}

/** All long work of the workspace, the latest first. The server's word; live updates keep it fresh in every tab. */
export function useWork(ws: string) {
	const jobs = useQuery(jobsQuery(ws)).data;
	const blasts = useQuery(blastsQuery(ws)).data;
	const all = [...(jobs ?? []).map(ofJob), ...(blasts?.items ?? []).flatMap(ofBlast)].toSorted((a, b) =>
		a.at < b.at ? 1 : -1,
	);
	return {
		known: jobs !== undefined && blasts !== undefined,
		all,
		active: all.filter((work) => !isOver(work)),
		running: all.filter((work) => work.state === "running"),
		over: all.filter(isOver),
	};
}
