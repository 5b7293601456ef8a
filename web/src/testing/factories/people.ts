import type {
	AuditLine,
	Invite,
	Kept,
	LicenceDetails,
	Look,
	Me,
	Member,
	Sample,
	SessionView,
	UnstoredNumber,
	Workspace,
} from "@/api/types";
import { at, newId, nextNumber } from "./base";

const rights = ["read", "edit", "reply", "send", "manage", "audit", "delete"];

export const aMe = (more: Partial<Me> = {}): Me => ({
	user: { id: newId(), username: "rani", name: "Rani Puspita", language: "id" },
	session: { id: newId(), created_at: at(600), expires_at: at(-6000) },
	workspaces: [
		{
			id: "ws-1",
			slug: "toko",
			name: "Toko Batik Laras",
			role: "owner",
			can_send: true,
			rights,
			licence: { state: "active", expires_at: at(-400_000) },
		},
		{
			id: "ws-2",
			slug: "klinik",
			name: "Klinik Sehat",
			role: "agent",
			can_send: false,
			rights: ["read", "edit"],
			licence: { state: "active", expires_at: at(-400_000) },
		},
	],
	operator: false,
	insecure_cookie: false,
	version: "v0.1.0",
	...more,
});

export const aWorkspace = (more: Partial<Workspace> = {}): Workspace => ({
	id: "ws-1",
	slug: "toko",
	name: "Toko Batik Laras",
	role: "owner",
	can_send: true,
	rights,
	licence: { state: "active", expires_at: at(-400_000) },
	stop_all: { on: false, since: null, by: null, held_count: 0 },
	settings: {
		name: "Toko Batik Laras",
		time_zone: "Asia/Jakarta",
		language: "id",
		country_prefix: "62",
		quiet_hours: { enabled: true, from: "21:00", until: "08:00", purposes: ["promo"] },
		opt_out_words: ["STOP", "BERHENTI"],
		frequency_cap: { count: 2, days: 7 },
		missed_schedule_grace_minutes: 60,
		delivery_log_days: 90,
	},
	...more,
});

export const aMember = (more: Partial<Member> = {}): Member => ({
	user_id: newId(),
	username: "rani",
	name: "Rani Puspita",
	role: "owner",
	can_send: true,
	...more,
});

export const aCode = "KP-7H3KM-Q2Z9R-T4WXA-B6CDE-FG8J1";

export const aLook = (more: Partial<Look> = {}): Look => ({
	workspace_name: "Toko Batik Laras",
	invited_by: "Rani Puspita",
	name: "Dewi Lestari",
	role: "agent",
	can_send: true,
	expires_at: at(-4000),
	logged_in: null,
	...more,
});

export const anInvite = (more: Partial<Invite> = {}): Invite => ({
	id: newId(),
	name: "Dewi Lestari",
	note: "kasir cabang Solo",
	role: "agent",
	can_send: true,
	state: "open",
	invited_by: "Rani Puspita",
	created_at: at(100),
	expires_at: at(-4000),
	...more,
});

export const aLicence = (more: Partial<LicenceDetails> = {}): LicenceDetails => ({
	licence: { state: "active", expires_at: at(-400_000), days_left: 278 },
	may_send: true,
	read_only: false,
	workspaces: { used: 1, limit: 0 },
	members: { used: 4, limit: 5 },
	channels: { used: 2, limit: 2 },
	...more,
});

export const aSample = (more: Partial<Sample> = {}): Sample => ({
	present: true,
	contacts: 12,
	channel_id: "ch-9",
	blast_id: "bl-1",
	made_at: at(5),
	...more,
});

export const anAuditLine = (more: Partial<AuditLine> = {}): AuditLine => ({
	seq: nextNumber(),
	at: at(60),
	action: "workspace.member_changed",
	actor: { id: newId(), name: "Rani Puspita", username: "rani" },
	subject_id: newId(),
	subject_person: { id: newId(), name: "Dimas Prasetyo", username: "dimas" },
	...more,
});

export const aSession = (more: Partial<SessionView> = {}): SessionView => ({
	id: newId(),
	current: false,
	created_at: at(9000),
	last_seen_at: at(30),
	user_agent: "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
	address: "103.10.20.30",
	...more,
});

export const anUnstoredNumber = (more: Partial<UnstoredNumber> = {}): UnstoredNumber => ({
	id: newId(),
	phone_masked: "+6280*******01",
	created_at: at(60 * 24 * 9),
	created_by: "u-1",
	...more,
});

export const aKept = (more: Partial<Kept> = {}): Kept => ({
	kind: "raw_event",
	class: "R0",
	term: "for",
	hours: 168,
	oldest_at: at(2000),
	cleaned_at: at(20),
	overdue: false,
	...more,
});
