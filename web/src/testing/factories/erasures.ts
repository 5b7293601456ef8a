import type { Erasure, ErasureLine, ErasurePlan } from "@/api/types";
import { at, newId } from "./base";

export const aLineGone = (table: string, rows: number, more: Partial<ErasureLine> = {}): ErasureLine => ({
	category: "C3",
	table,
	method: "delete",
	rows,
	...more,
});

export const aPlan = (more: Partial<ErasurePlan> = {}): ErasurePlan => ({
	lines: [
		aLineGone("attachment", 36, { files: 36, bytes: 4_812_900 }),
		aLineGone("contact", 41_233),
		aLineGone("contact_handle", 41_500),
		aLineGone("contact_group", 3),
		aLineGone("contact_group_member", 12_004),
		aLineGone("consent_change", 39_800),
		aLineGone("contact_activity", 41_233),
		aLineGone("contact_class", 12),
		aLineGone("contact_total", 1, { method: "clear" }),
		aLineGone("suppression", 214, { method: "keep", reason: "orders" }),
		aLineGone("unstored_hash", 2, { method: "keep", reason: "orders" }),
		aLineGone("blast", 4, { category: "C5" }),
		aLineGone("send", 88_210, { category: "C5" }),
		aLineGone("report_send", 310, { category: "C5", method: "keep", reason: "totals" }),
	],
	gone: 264_036,
	kept: 526,
	seconds: 137,
	hash: "a".repeat(64),
	at: at(0),
	...more,
});

const road = ["received", "acknowledged", "verified", "planned", "approved", "grace"] as const;

export const anErasure = (more: Partial<Erasure> = {}): Erasure => ({
	id: newId(),
	state: "grace",
	way: "app",
	scope: { categories: ["C3", "C5"] },
	channel_id: null,
	plan: aPlan(),
	received_at: at(30),
	grace_until: at(-72 * 60 + 30),
	due_at: at(-30 * 24 * 60),
	live_erased_at: null,
	done_at: null,
	reason: "",
	hold_until: null,
	extension: null,
	stage: "",
	done: [],
	external: [],
	checks: [],
	scan: { values: 0, bytes: 0, files: 0, hits: 0 },
	control: 0,
	steps: road.map((state) => ({ state, at: at(30), reason: "", act: "" as const })),
	proofs: [],
	answer_by: null,
	certificate: false,
	no_way_back: false,
	restore_points_destroyed: 0,
	...more,
});

/** What came through the public form, with a licence code or without. */
export const anErasureAsked = (more: Partial<Erasure> = {}): Erasure =>
	anErasure({
		state: "identity_pending",
		way: "form",
		grace_until: null,
		plan: aPlan({ lines: [], gone: 0, kept: 0, seconds: 0, hash: "" }),
		steps: (["received", "acknowledged", "identity_pending"] as const).map((state) => ({
			state,
			at: at(30),
			reason: "",
			act: "" as const,
		})),
		...more,
	});

/** A deletion that is over and proven. */
export const anErasureDone = (more: Partial<Erasure> = {}): Erasure =>
	anErasure({
		state: "complete",
		grace_until: at(29),
		live_erased_at: at(28),
		done_at: at(28),
		done: aPlan().lines.filter(({ method }) => method !== "keep"),
		external: [{ what: "instagram", ok: true, at: at(29) }],
		checks: [
			...["contact", "contact_handle", "contact_group", "consent_change"].map((table) => ({
				kind: "logical",
				category: "C3",
				table,
				found: 0,
			})),
			{ kind: "bytes", found: 0 },
			{ kind: "system", found: 0 },
			{ kind: "files", found: 0 },
			{ kind: "neighbour", found: 0 },
		],
		scan: { values: 240, bytes: 184_000_000, files: 37, hits: 0 },
		control: 240,
		steps: [
			...road.map((state) => ({ state, at: at(30), reason: "", act: "" as const })),
			...(["executing", "verifying", "live_erased", "backup_wait", "complete"] as const).map((state) => ({
				state,
				at: at(28),
				reason: "",
				act: "" as const,
			})),
		],
		certificate: true,
		...more,
	});

/** A deletion whose check found something. */
export const anErasureUnproven = (more: Partial<Erasure> = {}): Erasure =>
	anErasureDone({
		state: "failed_verification",
		reason: "logical:contact_handle",
		live_erased_at: null,
		done_at: null,
		checks: [
			{ kind: "logical", category: "C3", table: "contact", found: 0 },
			{ kind: "logical", category: "C3", table: "contact_handle", found: 2 },
			{ kind: "bytes", found: 0 },
		],
		scan: { values: 240, bytes: 184_000_000, files: 37, hits: 0 },
		control: 0,
		steps: [
			...road.map((state) => ({ state, at: at(30), reason: "", act: "" as const })),
			...(["executing", "verifying", "failed_verification"] as const).map((state) => ({
				state,
				at: at(28),
				reason: "",
				act: "" as const,
			})),
		],
		certificate: false,
		...more,
	});
