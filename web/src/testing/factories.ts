import type {
	AuditLine,
	Blast,
	Channel,
	Contact,
	Conversation,
	Counts,
	Field,
	Group,
	Import,
	Invite,
	Job,
	LicenceDetails,
	Look,
	Me,
	Member,
	Message,
	Moment,
	Preflight,
	PreviewItem,
	Recipient,
	Report,
	Segment,
	Send,
	SessionView,
	SignupForm,
	Template,
	Workspace,
} from "@/api/types";

// Made-up data in the shapes of the API. The numbers are from the range that Indonesia keeps for nobody.

let serial = 0;
/** A fresh id in the form of the server's. */
export const newId = () => `0193aaaa-0000-7000-8000-${String(++serial).padStart(12, "0")}`;

const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
export const minutes = { ago: at, ahead: (n: number) => at(-n) };

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

export const anAuditLine = (more: Partial<AuditLine> = {}): AuditLine => ({
	seq: ++serial,
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

export const aGroup = (more: Partial<Group> = {}): Group => ({ id: newId(), name: "Pelanggan", count: 1240, ...more });
export const aSegment = (more: Partial<Segment> = {}): Segment => ({
	id: newId(),
	name: "Belum pernah membalas",
	rules: {
		match: "all",
		groups: [{ match: "all", rules: [{ about: "activity", key: "replied", test: "ever", not: true }] }],
	},
	used_in: [],
	created_at: minutes.ago(5000),
	updated_at: minutes.ago(5000),
	...more,
});
export const aSignupForm = (more: Partial<SignupForm> = {}): SignupForm => ({
	id: newId(),
	name: "Pameran JCC",
	state: "open",
	title: "Daftar kabar dari Toko Batik Laras",
	text: "Koleksi baru dan potongan harga, paling banyak dua kali sebulan.",
	asks: [{ purpose: "promo", wording: "Saya setuju menerima promo dari Toko Batik Laras lewat WhatsApp." }],
	email: false,
	fields: ["kota"],
	thanks: "Sampai bertemu di toko.",
	chat_text: "Halo, saya ingin mendaftar.",
	group_id: "g-1",
	channel_id: "ch-1",
	code: "K7PX2M",
	url: "https://pesan.example.id/f/abcdefghijklmnopqrstuvwxyz",
	chat_url: "https://wa.me/6280012341234?text=Halo%2C%20saya%20ingin%20mendaftar.%20DAFTAR%20K7PX2M",
	confirmed: 128,
	waiting: 9,
	created_at: minutes.ago(5000),
	updated_at: minutes.ago(5000),
	...more,
});
export const aField = (more: Partial<Field> = {}): Field => ({
	id: newId(),
	key: "kota",
	label: "Kota",
	type: "text",
	options: [],
	...more,
});

export const aContact = (more: Partial<Contact> = {}): Contact => ({
	id: newId(),
	name: "Siti Rahma",
	phone: "+6280012345678",
	phone_display: "+62 800-1234-5678",
	user_id: null,
	email: "",
	fields: { kota: "Surabaya" },
	groups: [{ id: "g-1", name: "Pelanggan" }],
	consents: { service: null, reminder: null, promo: { state: "granted", source: "import", at: at(50_000) } },
	suppressed: null,
	created_at: at(60_000),
	updated_at: at(5000),
	...more,
});

export const aMoment = (more: Partial<Moment> = {}): Moment => ({
	id: newId(),
	kind: "message_in",
	at: at(5000),
	conversation_id: null,
	type: "text",
	state: "",
	reason: "",
	blast_id: null,
	name: "",
	purpose: "",
	source: "",
	actor: null,
	...more,
});

export const anImport = (more: Partial<Import> = {}): Import => ({
	id: "imp-1",
	state: "uploaded",
	file_name: "pelanggan-jcc.csv",
	columns: [
		{
			index: 0,
			header: "Nama Lengkap",
			samples: ["Siti Rahma", "Budi Santoso", "Dewi Lestari", "Agus Wijaya", "Putri Ayu"],
			guess: "name",
		},
		{
			index: 1,
			header: "No. HP",
			samples: ["0800 1234 5678", "6280098765432", "+62 800 111 2222", "080055556666", "0800-777-8888"],
			guess: "phone",
		},
		{ index: 2, header: "Kota", samples: ["Surabaya", "Bandung", "Solo", "Malang", "Bogor"], guess: "field:kota" },
		{ index: 3, header: "Catatan", samples: ["", "VIP", "", "", ""], guess: "ignore" },
	],
	row_count: 41_233,
	mapping: { columns: [], group_ids: [], consent: {}, update_existing: false },
	counts: { new: 0, updated: 0, unchanged: 0, invalid: 0, duplicate: 0, suppressed: 0 },
	job_id: null,
	progress: { done: 0, total: 0 },
	error_code: "",
	updated_at: at(2),
	created_at: at(2),
	...more,
});

export const aChannel = (more: Partial<Channel> = {}): Channel => ({
	id: "ch-1",
	kind: "cloudapi",
	name: "Toko utama",
	state: "connected",
	state_reason: "",
	external_id: "109876543210987",
	account_id: "102030405060708",
	display_phone: "+62 800-3456-7890",
	verified_name: "Batik Laras",
	quality: "green",
	daily_limit: 10_000,
	limits: {
		per_second: 20,
		per_minute: 0,
		per_hour: 0,
		per_day: 0,
		new_per_day: 0,
		min_gap_ms: 0,
		max_gap_ms: 0,
		batch_size: 0,
		rest_seconds: 0,
	},
	created_at: at(90_000),
	paused_until: null,
	pause_reason: "",
	usage: { minute: 42, hour: 1200, day: 3120 },
	...more,
});

export const aTemplate = (more: Partial<Template> = {}): Template => ({
	id: "tpl-1",
	channel_id: "ch-1",
	name: "promo_akhir_bulan",
	language: "id",
	category: "MARKETING",
	status: "APPROVED",
	quality: "GREEN",
	rejected_reason: "",
	parameter_format: "POSITIONAL",
	components: [
		{ type: "HEADER", format: "TEXT", text: "Promo akhir bulan" },
		{
			type: "BODY",
			text: "Halo {{1}}, ada potongan *{{2}}* untuk semua batik tulis sampai Minggu. Mau kami simpankan ukuran Anda?",
		},
		{ type: "FOOTER", text: "Balas BERHENTI untuk berhenti." },
		{ type: "BUTTONS", buttons: [{ text: "Lihat katalog" }] },
	],
	variables: [
		{ component: "body", key: "1", type: "text", example: "Kak Siti", optional: false },
		{ component: "body", key: "2", type: "text", example: "20%", optional: false },
	],
	sendable: true,
	not_sendable_reason: "",
	paused_reason: "",
	paused_until: null,
	submitted_at: null,
	form: {
		name: "promo_akhir_bulan",
		language: "id",
		category: "MARKETING",
		header: { format: "text", text: "Promo akhir bulan" },
		body: "Halo {{1}}, ada potongan *{{2}}* untuk semua batik tulis sampai Minggu. Mau kami simpankan ukuran Anda?",
		examples: { "1": "Kak Siti", "2": "20%" },
		footer: "Balas BERHENTI untuk berhenti.",
		buttons: [{ type: "url", text: "Lihat katalog", url: "https://contoh.id/katalog" }],
	},
	editable: true,
	not_editable_reason: "",
	editable_at: null,
	...more,
});

export const someCounts = (more: Partial<Counts> = {}): Counts => ({
	total: 0,
	planned: 0,
	queued: 0,
	held: 0,
	sending: 0,
	accepted: 0,
	sent: 0,
	delivered: 0,
	read: 0,
	skipped: 0,
	failed: 0,
	unknown: 0,
	replied: 0,
	...more,
});

export const aBlast = (more: Partial<Blast> = {}): Blast => ({
	id: "bl-1",
	name: "Promo akhir bulan",
	state: "draft",
	state_reason: "",
	channel_id: "ch-1",
	purpose: "promo",
	audience: { all: false, group_ids: ["g-1"], exclude_group_ids: [], filter: {} },
	message: {
		kind: "template",
		template: { name: "promo_akhir_bulan", language: "id" },
		text: "",
		variables: { "body.1": "{{name|Kak}}", "body.2": "20%" },
	},
	missing_policy: "fallback",
	scheduled_at: null,
	counts: someCounts(),
	rate: 0,
	expected: 0,
	estimated_end: null,
	parent_id: null,
	created_by: newId(),
	created_at: at(60),
	started_at: null,
	finished_at: null,
	version: 1,
	...more,
});

export const aRunningBlast = (more: Partial<Blast> = {}): Blast =>
	aBlast({
		state: "running",
		started_at: at(12),
		estimated_end: at(-14),
		rate: 260,
		version: 4,
		counts: someCounts({
			total: 5000,
			planned: 800,
			queued: 1000,
			held: 80,
			sent: 610,
			delivered: 1310,
			read: 1043,
			skipped: 101,
			failed: 51,
			unknown: 5,
			replied: 64,
		}),
		...more,
	});

export const aPreflight = (more: Partial<Preflight> = {}): Preflight => ({
	audience: 5000,
	sendable: 4899,
	exact: true,
	skipped: [
		{ reason: "no_consent", count: 78 },
		{ reason: "suppressed", count: 23 },
	],
	template: { state: "APPROVED", sendable: true },
	channel: { state: "connected" },
	estimated_start: at(0),
	estimated_end: at(-26),
	blockers: [],
	warnings: [],
	variations: 1,
	...more,
});

export const aPreviewItem = (more: Partial<PreviewItem> = {}): PreviewItem => ({
	contact: { id: newId(), name: "Siti Rahma", phone_display: "+62 800-1234-5678" },
	header: "Promo akhir bulan",
	text: "Halo Siti Rahma, ada potongan *20%* untuk semua batik tulis sampai Minggu. Mau kami simpankan ukuran Anda?",
	footer: "Balas BERHENTI untuk berhenti.",
	buttons: ["Lihat katalog"],
	missing: [],
	skip_reason: null,
	...more,
});

export const aRecipient = (more: Partial<Recipient> = {}): Recipient => ({
	contact_id: newId(),
	name: "Siti Rahma",
	phone_display: "+62 800-1234-5678",
	state: "delivered",
	reason: "",
	code: "",
	at: at(3),
	external_id: "wamid.x",
	replied_at: null,
	send_id: null,
	version: 1,
	...more,
});

export const aReport = (more: Partial<Report> = {}): Report => ({
	counts: aRunningBlast().counts,
	failures: [
		{
			state: "failed",
			code: "131026",
			class: "permanent_not_on_network",
			reason: "undeliverable",
			count: 38,
			retryable: false,
		},
		{ state: "failed", code: "130429", class: "retry", reason: "throughput", count: 13, retryable: true },
	],
	skips: [
		{ reason: "no_consent", count: 78 },
		{ reason: "suppressed", count: 23 },
	],
	per_minute: [],
	...more,
});

export const aConversation = (more: Partial<Conversation> = {}): Conversation => ({
	id: "cv-1",
	channel_id: "ch-1",
	contact: { id: "ct-1", name: "Siti Rahma", phone_display: "+62 800-1234-5678" },
	last_preview: "Halo Kak, apakah batik tulis motif parang ukuran L masih ada?",
	last_direction: "in",
	last_type: "text",
	last_at: at(4),
	unread: 0,
	window_until: at(-20 * 60 - 12),
	last_state: "",
	...more,
});

export const aMessage = (more: Partial<Message> = {}): Message => ({
	id: newId(),
	direction: "in",
	type: "text",
	text: "Halo Kak, apakah batik tulis motif parang ukuran L masih ada?",
	content: null,
	state: "",
	reason: "",
	code: "",
	at: at(10),
	reply_to: null,
	quote: null,
	reactions: [],
	attachment: null,
	edited: false,
	revoked: false,
	lane: "human",
	origin: "",
	...more,
});

export const aSend = (more: Partial<Send> = {}): Send => ({
	id: newId(),
	state: "held",
	reason: "stop_all",
	code: "",
	channel_id: "ch-1",
	contact_id: newId(),
	name: "Siti Rahma",
	phone_display: "+62 800-1234-5678",
	conversation_id: "cv-1",
	preview: "Halo Siti Rahma, ada potongan 20% untuk semua batik tulis sampai Minggu.",
	lane: "blast",
	origin: { kind: "blast", id: "bl-1" },
	held_until: null,
	ended_at: null,
	attempt: 0,
	external_id: "",
	sending_at: null,
	accepted_at: null,
	sent_at: null,
	delivered_at: null,
	read_at: null,
	created_at: at(8),
	updated_at: at(8),
	...more,
});

export const aJob = (more: Partial<Job> = {}): Job => ({
	id: newId(),
	kind: "import.run",
	title_key: "job.import.run",
	state: "running",
	done: 18_200,
	total: 41_233,
	error_code: "",
	created_by: null,
	created_at: at(3),
	updated_at: at(0),
	finished_at: null,
	...more,
});
