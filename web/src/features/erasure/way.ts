import type { Erasure } from "@/api/types";
import type { Tone } from "@/ui/state-badge";

export type ErasureState = Erasure["state"];

/** States after which nothing more happens. */
const final: ErasureState[] = ["complete", "expired", "refused", "cancelled", "no_data_found"];
export const isFinal = (state: ErasureState) => final.includes(state);

const before: ErasureState[] = ["grace", "on_hold", "planned"];
/** Whether nothing has been deleted yet and somebody may still change their mind. */
export const canCallOff = (state: ErasureState) => before.includes(state);

/** Whether a person asks whom the data is about, and owners have to answer. */
export const asksForPerson = ({ state, way }: Pick<Erasure, "state" | "way">) =>
	state === "planned" && way === "contact";

/** Whether it cannot go on because the disk is full. */
export const waitsForRoom = ({ state, reason }: Pick<Erasure, "state" | "reason">) =>
	reason === "no_room" && (state === "executing" || state === "verifying");

/** Whether it came from outside and waits for owners. */
export const asksOwners = (erasure: Pick<Erasure, "state" | "way">) =>
	erasure.state === "identity_pending" || asksForPerson(erasure);

/** The way of a deletion that nothing disturbs, without the steps that take no time. */
const road: ErasureState[] = ["received", "grace", "executing", "verifying", "live_erased", "backup_wait", "complete"];
const passing: ErasureState[] = ["acknowledged", "verified", "planned", "approved"];

/** The stages of the work, in their order. */
export const stages = ["ledger", "freeze", "external", "drain", "rows", "storage", "verify", "proof"] as const;

export interface Stop {
	key: string;
	state: ErasureState;
	at: string | null;
	kind: "done" | "now" | "ahead" | "bad";
}

const bad: ErasureState[] = ["failed_verification", "refused", "expired"];

/** What was, what is and what is to come, from the steps that the server has written down. */
export function stopsOf({ state, steps }: Pick<Erasure, "state" | "steps">): Stop[] {
	const been = steps
		.filter(({ act }) => !act)
		.filter((step, n) => n === steps.length - 1 || !passing.includes(step.state as ErasureState))
		.map((step, n, shown): Stop => {
			const at = step.state as ErasureState;
			const last = n === shown.length - 1;
			const kind = bad.includes(at) ? "bad" : last && !isFinal(at) ? "now" : "done";
			return { key: `${n}`, state: at, at: step.at, kind };
		});
	if (isFinal(state)) {
		return been;
	}
	const reached = road.indexOf(state);
	const ahead = state === "failed_verification" ? road.slice(4) : road.slice(reached < 0 ? 1 : reached + 1);
	return [...been, ...ahead.map((next): Stop => ({ key: `to-${next}`, state: next, at: null, kind: "ahead" }))];
}

export function toneOf(state: ErasureState): Tone {
	if (bad.includes(state)) {
		return "bata";
	}
	if (state === "complete" || state === "live_erased" || state === "backup_wait") {
		return "laut";
	}
	return state === "cancelled" || state === "no_data_found" ? "mute" : "kunyit";
}

const soon = 2000;
const slow = 30_000;

/** After how long to look again: at once while something goes on, seldom while it only waits. */
export function lookAgain(
	erasure: Pick<Erasure, "state" | "grace_until"> | undefined,
	now = Date.now(),
): number | false {
	if (!erasure || isFinal(erasure.state)) {
		return false;
	}
	const waits =
		erasure.state === "backup_wait" ||
		(erasure.state === "grace" && Date.parse(erasure.grace_until ?? "") - now > slow);
	return waits ? slow : soon;
}
