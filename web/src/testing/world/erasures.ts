import { anErasure, anErasureDone, anErasureUnproven, aPlan } from "../factories";
import { type Answer, list, ok } from "./answer";

export const newErasures = () => [
	anErasure({ id: "er-1" }),
	anErasureUnproven({ id: "er-2", scope: { categories: ["C4"] } }),
	anErasureDone({ id: "er-3" }),
	anErasureDone({ id: "er-4", scope: { contact_id: "ct-9" }, way: "operator" }),
];

/** What the server answers about deletions. */
export function erasures(all: ReturnType<typeof newErasures>, method: string, id: string, verb: string): Answer {
	if (verb === "cancel") {
		return ok(anErasure({ id, state: "cancelled", done_at: new Date().toISOString() }));
	}
	if (verb === "answer") {
		return ok(anErasure({ id, way: "form", state: "planned", proofs: ["licence", "session"], grace_until: null }));
	}
	if (id) {
		return ok(all.find((erasure) => erasure.id === id) ?? anErasure({ id }));
	}
	if (method === "POST") {
		return ok(anErasure({ id: "er-new", status_code: "abcdefghij2345klmnopqrstuv" }), 201);
	}
	return ok(list(all));
}

export const erasurePlan = (): Answer => ok(aPlan());
