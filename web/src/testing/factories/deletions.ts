import type { Deletion, DeletionQueue, DeletionReport } from "@/api/types";
import { at, newId } from "./base";
import { anErasure, aPlan } from "./erasures";

/** A deletion as operators see it: taken in, and waiting for an approval. */
export const aDeletion = (more: Partial<Deletion> = {}): Deletion => ({
	...anErasure({
		id: newId(),
		way: "operator",
		state: "planned",
		grace_until: null,
		plan: aPlan({ hash: `${"a".repeat(56)}0123cdef` }),
	}),
	workspace: { id: "ws-1", slug: "toko", name: "Toko Batik Laras" },
	used: 12,
	approvals_needed: 1,
	approvals: [],
	approved_by_me: false,
	notes: [],
	trail: [
		{ from: "received", to: "acknowledged", at: at(40), by: null, reason: "" },
		{ from: "verified", to: "planned", at: at(40), by: { id: "p-1", name: "Ani Operator" }, reason: "" },
	],
	attempts: 0,
	...more,
});

export const aQueue = (items: Deletion[], more: Partial<DeletionQueue["counts"]> = {}): DeletionQueue => ({
	items,
	counts: { open: items.length, waiting: 1, held: 0, unproven: 0, done: 4, half: 0, close: 0, late: 0, ...more },
});

export const aDeletionReport = (more: Partial<DeletionReport> = {}): DeletionReport => ({
	from: "2026-10-31T17:00:00Z",
	until: "2026-11-30T17:00:00Z",
	received: 7,
	ways: [
		{ name: "app", n: 4 },
		{ name: "meta", n: 3 },
	],
	scopes: [{ name: "categories", n: 7 }],
	ends: [
		{ name: "erased", n: 6 },
		{ name: "refused", n: 1 },
	],
	refusals: [{ name: "not_owner", n: 1 }],
	timed: 6,
	median_seconds: 7200,
	longest_seconds: 172_800,
	late: 0,
	held: 2,
	unproven: 1,
	...more,
});
