import type {
	Blast,
	Channel,
	Conversation,
	Counts,
	InstagramAccount,
	InstagramSetup,
	Job,
	Message,
	PeriodReport,
	Preflight,
	PreviewItem,
	Recipient,
	ReplyTimes,
	Report,
	ReportFigures,
	Send,
	Template,
} from "@/api/types";
import { at, minutes, newId } from "./base";

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

export const anInstagramAccount = (more: Partial<InstagramAccount> = {}): InstagramAccount => ({
	id: "ig-1",
	username: "batik.laras",
	name: "Batik Laras",
	type: "BUSINESS",
	followers: 12_480,
	picture_id: null,
	state: "connected",
	state_reason: "",
	permissions: [
		{ name: "instagram_business_basic", granted: true },
		{ name: "instagram_business_manage_comments", granted: true },
		{ name: "instagram_business_manage_messages", granted: true },
	],
	token_expires: minutes.ahead(50 * 1440),
	token_expiring: false,
	token_refreshed: null,
	refresh_error: "",
	checked_at: at(12),
	check_error: "",
	webhook: "on",
	last_event: at(3),
	connected_at: at(14_400),
	left_at: null,
	revoked: false,
	leaving: false,
	confirm: more.username ?? "batik.laras",
	collected: 0,
	...more,
});

export const anInstagramSetup = (more: Partial<InstagramSetup> = {}): InstagramSetup => ({
	app_configured: true,
	app_id: "220000000000001",
	redirect_url: "https://pesan.example.id/oauth/instagram/callback",
	webhook_url: "https://pesan.example.id/webhooks/meta",
	verify_token: "kp-9f2c71",
	deauthorize_url: "https://pesan.example.id/meta/deauthorize",
	deletion_url: "https://pesan.example.id/data-deletion",
	public: true,
	permissions: [],
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
	contact: { id: newId(), name: "Siti Rahma", phone_display: "+62 800-1234-5678", username: "", picture_id: "" },
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
	contact: { id: "ct-1", name: "Siti Rahma", phone_display: "+62 800-1234-5678", username: "", picture_id: "" },
	last_preview: "Halo Kak, apakah batik tulis motif parang ukuran L masih ada?",
	last_direction: "in",
	last_type: "text",
	last_at: at(4),
	unread: 0,
	window_until: at(-20 * 60 - 12),
	human_until: null,
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
	comment: "",
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

const someFigures = (more: Partial<ReportFigures> = {}): ReportFigures => ({
	total: 0,
	waiting: 0,
	sent: 0,
	delivered: 0,
	read: 0,
	failed: 0,
	skipped: 0,
	unknown: 0,
	replied: 0,
	...more,
});

export const replyTimes = (median = 252): ReplyTimes => ({
	today: { answers: 18, median_seconds: median, p90_seconds: median * 5 },
	week: { answers: 140, median_seconds: median * 2, p90_seconds: median * 8 },
});

/** Thirty days up to 23 November 2026, one of them a Sunday on which nothing happened. */
export function aPeriodReport(more: Partial<PeriodReport> = {}): PeriodReport {
	const days = Array.from({ length: 30 }, (_, n) => {
		const total = n % 7 === 2 ? 0 : 200 + ((n * 37) % 90) * 4;
		const sent = Math.floor(total * 0.96);
		const messages = someFigures({
			total,
			sent,
			delivered: Math.floor(sent * 0.9),
			read: Math.floor(sent * 0.6),
			replied: Math.floor(sent * 0.1),
			failed: total - sent,
		});
		return {
			day: new Date(Date.UTC(2026, 9, 25 + n)).toISOString().slice(0, 10),
			messages,
			replies: total
				? { answers: 12, median_seconds: 120 + (n % 9) * 40, p90_seconds: 1800 }
				: { answers: 0, median_seconds: null, p90_seconds: null },
			opt_outs: n % 5 === 0 ? 1 : 0,
		};
	});
	const sum = (key: keyof ReportFigures) => days.reduce((all, { messages }) => all + messages[key], 0);
	const messages = someFigures({
		total: sum("total"),
		sent: sum("sent"),
		delivered: sum("delivered"),
		read: sum("read"),
		replied: sum("replied"),
		failed: sum("failed"),
	});
	return {
		time_zone: "Asia/Jakarta",
		from: "2026-10-25",
		until: "2026-11-23",
		messages,
		replies: { answers: 312, median_seconds: 252, p90_seconds: 5400 },
		opt_outs: 6,
		days,
		channels: [{ channel_id: "ch-1", messages }],
		lanes: [
			{ lane: "human", messages: someFigures({ total: 312, sent: 310, delivered: 300, read: 280, failed: 2 }) },
			{ lane: "blast", messages },
		],
		agents: [
			{
				user_id: "u-1",
				conversations: 120,
				messages: 212,
				replies: { answers: 190, median_seconds: 180, p90_seconds: 3600 },
				open_now: 3,
			},
			{
				user_id: "u-gone",
				conversations: 60,
				messages: 100,
				replies: { answers: 122, median_seconds: 420, p90_seconds: 7200 },
				open_now: 0,
			},
		],
		...more,
	};
}
