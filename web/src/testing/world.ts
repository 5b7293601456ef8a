import * as make from "./factories";
import { type Answer, list, ok } from "./world/answer";
import { automation, newAutomation } from "./world/automation";
import { erasurePlan, erasures, newErasures } from "./world/erasures";
import { blasts, templates } from "./world/messages";
import { newThread } from "./world/thread";

// A workspace with something in it, for the page tests and for looking at the pages without a server.

const names = [
	"Siti Rahma",
	"Budi Santoso",
	"Dewi Lestari",
	"Agus Wijaya",
	"Putri Ayu",
	"Made Surya",
	"Rizky Pratama",
	"Nur Aini",
	"Hendra Gunawan",
	"Maria Ulfa",
	"Yohanes Tan",
	"Intan Permata",
];
const phone = (n: number) => ({
	phone: `+62800${1_234_000 + n * 37}`,
	phone_display: `+62 800-1234-${String(5000 + n * 37)}`,
});

export function newWorld() {
	const groups = [
		make.aGroup({ id: "g-1" }),
		make.aGroup({ id: "g-2", name: "Reseller", count: 86 }),
		make.aGroup({ id: "g-3", name: "Pameran JCC", count: 412 }),
	];
	const fields = [
		make.aField({ id: "f-1" }),
		make.aField({ id: "f-2", key: "ukuran", label: "Ukuran", type: "list", options: ["S", "M", "L", "XL"] }),
	];
	const segments = [
		make.aSegment({ id: "sg-1" }),
		make.aSegment({
			id: "sg-2",
			name: "Aktif bulan ini",
			used_in: [{ id: "bl-1", name: "Promo", state: "scheduled" }],
		}),
	];
	const contacts = names.map((name, n) =>
		make.aContact({
			id: `ct-${n + 1}`,
			name,
			...phone(n),
			groups: groups.slice(0, (n % 4) as number).map(({ id, name }) => ({ id, name })),
			suppressed: n === 3 ? { reason: "opt_out_word", at: make.minutes.ago(4000) } : null,
			consents: {
				service: null,
				reminder: null,
				promo:
					n % 5 === 4
						? null
						: { state: n === 6 ? "denied" : "granted", source: "import", at: make.minutes.ago(50_000) },
			},
		}),
	);
	const previews = [
		"Halo Kak, apakah batik tulis motif parang ukuran L masih ada?",
		"Tentu, ini fotonya",
		"Ongkir ke Sidoarjo berapa ya Kak?",
		"Masih ada Kak, tinggal 3 potong ya.",
		"Sudah kami terima, terima kasih.",
		"Boleh minta foto aslinya?",
	];
	const conversations = contacts.map((contact, n) =>
		make.aConversation({
			id: `cv-${n + 1}`,
			contact: {
				id: contact.id,
				name: contact.name,
				phone_display: contact.phone_display ?? "",
				username: "",
				picture_id: "",
			},
			last_preview: previews[n % previews.length] ?? "",
			last_direction: n % 2 ? "out" : "in",
			last_state: n % 2 ? (["read", "delivered", "failed"][n % 3] ?? "") : "",
			last_at: make.minutes.ago(4 + n * 47),
			unread: n === 0 ? 2 : n === 4 ? 12 : 0,
			window_until: n === 1 ? null : make.minutes.ahead(20 * 60 - n * 90),
		}),
	);
	const messages = newThread();
	const finished = make.aBlast({
		id: "bl-2",
		name: "Pengingat pesanan",
		state: "finished",
		purpose: "reminder",
		started_at: make.minutes.ago(4000),
		finished_at: make.minutes.ago(3900),
		counts: make.someCounts({ total: 1200, read: 740, delivered: 320, sent: 60, failed: 50, skipped: 30, replied: 40 }),
	});
	const paused = make.aRunningBlast({
		id: "bl-3",
		name: "Undangan pameran",
		state: "paused",
		state_reason: "breaker_error_rate",
		counts: make.someCounts({ total: 900, planned: 500, delivered: 250, read: 90, failed: 60 }),
	});
	return {
		me: make.aMe(),
		workspace: make.aWorkspace(),
		groups,
		segments,
		signupForms: [
			make.aSignupForm({ id: "sf-1" }),
			make.aSignupForm({ id: "sf-2", name: "Kasir Solo", state: "closed", confirmed: 0, waiting: 0, chat_url: null }),
		],
		fields,
		contacts,
		conversations,
		messages,
		channels: [
			make.aChannel(),
			make.aChannel({
				id: "ch-2",
				name: "Cabang Solo",
				display_phone: "+62 800-9999-1111",
				state: "needs_attention",
				state_reason: "token_invalid",
				daily_limit: 0,
				usage: { minute: 0, hour: 0, day: 0 },
			}),
		],
		instagram: [make.anInstagramAccount()],
		automation: newAutomation(),
		erasures: newErasures(),
		templates: [
			make.aTemplate(),
			make.aTemplate({
				id: "tpl-2",
				name: "pengingat_pesanan",
				category: "UTILITY",
				components: [{ type: "BODY", text: "Halo {{1}}, pesanan Anda siap diambil." }],
				variables: [{ component: "body", key: "1", type: "text", example: "Siti", optional: false }],
			}),
			make.aTemplate({ id: "tpl-3", name: "obral_lebaran", status: "PAUSED", sendable: false }),
			make.aTemplate({
				id: "tpl-4",
				name: "sambutan",
				status: "REJECTED",
				sendable: false,
				rejected_reason: "INVALID_FORMAT",
			}),
			make.aTemplate({
				id: "tpl-5",
				name: "kabar_restok",
				status: "PENDING",
				sendable: false,
				editable: false,
				quality: "",
			}),
			make.aTemplate({
				id: "tpl-6",
				name: "undangan_pameran",
				status: "SUBMITTING",
				sendable: false,
				editable: false,
				quality: "",
			}),
			make.aTemplate({
				id: "tpl-7",
				name: "ulasan_pesanan",
				status: "NOT_CREATED",
				sendable: false,
				editable: false,
				quality: "",
			}),
		],
		blasts: [
			make.aRunningBlast({ id: "bl-4" }),
			paused,
			finished,
			make.aBlast({ id: "bl-1", name: "Koleksi baru Desember" }),
		],
		import: make.anImport(),
		moments: [
			make.aMoment({ kind: "suppressed", reason: "opt_out" }),
			make.aMoment({ kind: "blast", type: "template", state: "read", blast_id: "bl-2", name: "Pengingat pesanan" }),
			make.aMoment({
				kind: "message_out",
				type: "image",
				state: "failed",
				reason: "undeliverable",
				conversation_id: "cv-1",
			}),
			make.aMoment({ kind: "consent", purpose: "promo", state: "granted", source: "Formulir pameran" }),
			make.aMoment({ kind: "merged", name: "Siti R." }),
			make.aMoment({ conversation_id: "cv-1" }),
		],
		jobs: [
			make.aJob(),
			make.aJob({ kind: "channel.sync_templates", state: "done", done: 4, total: 4 }),
			make.aJob({ kind: "import.check", state: "failed", done: 20, total: 90, error_code: "import.file_gone" }),
		],
		sends: [
			make.aSend(),
			make.aSend({ reason: "quiet_hours", held_until: make.minutes.ahead(400) }),
			make.aSend({ reason: "channel_needs_attention", origin: { kind: "human", id: "" } }),
		],
		members: [
			make.aMember(),
			make.aMember({ username: "dimas", name: "Dimas Prasetyo", role: "agent" }),
			make.aMember({ username: "ayu", name: "Ayu Lestari", role: "viewer", can_send: false }),
		],
		invites: [make.anInvite(), make.anInvite({ name: "Tono", note: "", role: "viewer", state: "expired" })],
		licence: make.aLicence(),
		unstored: [make.anUnstoredNumber(), make.anUnstoredNumber({ phone_masked: "+6280*******42" })],
		report: make.aPeriodReport(),
		replyTimes: make.replyTimes(),
		sample: make.aSample({ present: false, contacts: 0, channel_id: null, blast_id: null, made_at: null }),
		audit: [
			make.anAuditLine(),
			make.anAuditLine({ action: "blast.started", subject_person: null, subject_id: "blast-9" }),
			make.anAuditLine({ action: "blast.deleted", subject_person: null }),
			make.anAuditLine({ action: "workspace.created", actor: null, subject_person: null, subject_id: "" }),
		],
		retention: [
			make.aKept(),
			make.aKept({ kind: "queue_row", hours: 24, oldest_at: null, cleaned_at: null }),
			make.aKept({ kind: "delivery_log", class: "R2", term: "setting", hours: 2160 }),
			make.aKept({ kind: "comment", class: "R2", hours: 2160, overdue: true }),
			make.aKept({ kind: "contact", class: "E", term: "until_erased", hours: null, cleaned_at: null }),
			make.aKept({ kind: "app_log", class: "R1", term: "operator", hours: null, oldest_at: null, cleaned_at: null }),
		],
		sessions: [
			make.aSession({ current: true, user_agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36" }),
			make.aSession(),
		],
	};
}

export type World = ReturnType<typeof newWorld>;

/** Answers a request as the server would for this world; undefined for a route it does not know. */
/** A page of a list, whose cursor says how many were before. */
function pageOf<T>(items: T[], query: URLSearchParams) {
	const from = Number(query.get("cursor") ?? 0);
	const to = from + Number(query.get("limit") ?? 50);
	return list(items.slice(from, to), to < items.length ? String(to) : null);
}

export function answer(world: World, method: string, path: string, query: URLSearchParams): Answer | undefined {
	const rest = path.replace(/^\/api\/v1/, "");
	if (rest === "/session")
		return method === "DELETE" ? { status: 204 } : ok({ user: world.me.user, workspaces: world.me.workspaces });
	if (rest === "/me") return ok(method === "PATCH" ? world.me.user : world.me);
	if (rest === "/me/sessions" && method === "DELETE") return ok({ ended: world.sessions.length - 1 });
	if (rest === "/me/reissue-code") return ok({ username: "rani", licence_code: make.aCode });
	if (rest === "/join/look") return ok(make.aLook());
	if (rest === "/join/accept") return ok({ workspace: "toko" });
	if (rest === "/join") return ok({ username: "dewi", licence_code: make.aCode, workspace: "toko" }, 201);
	if (rest === "/me/sessions") return ok(list(world.sessions));
	const inside = /^\/workspaces\/[^/]+(\/.*)?$/.exec(rest);
	if (!inside) return undefined;
	const [, noun = "", id = "", verb = ""] = (inside[1] ?? "").split("/");
	const found = <T extends { id: string }>(items: T[]) => ok(items.find((item) => item.id === id) ?? items[0]);
	switch (noun) {
		case "":
			return ok(world.workspace);
		case "settings":
			return ok(world.workspace.settings);
		case "invites":
			if (method === "DELETE") return { status: 204 };
			return method === "POST"
				? ok({ invite: make.anInvite(), path: "/join/rahasia-sekali" }, id ? 200 : 201)
				: ok(list(world.invites));
		case "sample":
			return method === "DELETE" ? { status: 204 } : ok(world.sample, method === "POST" ? 201 : 200);
		case "licence":
			return ok(world.licence);
		case "retention":
			return ok(list(world.retention));
		case "audit":
			return ok(list(world.audit, "next-page"));
		case "members":
			if (verb === "reissue-code") return ok({ username: "dimas", licence_code: make.aCode });
			if (method === "DELETE") return { status: 204 };
			if (method === "PATCH") return ok(world.members[1]);
			return ok(list(world.members));
		case "stop-all":
			return ok({ ...world.workspace.stop_all, on: !world.workspace.stop_all.on });
		case "jobs":
			return ok(list(world.jobs));
		case "contacts":
			if (id === "count") return ok({ count: 1_000_000, exact: false });
			if (verb === "duplicates") return ok(list([]));
			if (verb === "timeline") return ok(list(world.moments));
			if (id) return found(world.contacts);
			return method === "POST" ? ok(world.contacts[0], 201) : ok(pageOf(world.contacts, query));
		case "groups":
			return ok(list(world.groups));
		case "segments":
			if (id === "count") return ok({ count: 240, exact: true, about: 240, sample: world.contacts.slice(0, 5) });
			if (id) return method === "DELETE" ? { status: 204 } : found(world.segments);
			return method === "POST" ? ok(world.segments[0], 201) : ok(list(world.segments));
		case "signup-forms":
			if (id) return method === "DELETE" ? { status: 204 } : found(world.signupForms);
			return method === "POST" ? ok(world.signupForms[0], 201) : ok(list(world.signupForms));
		case "fields":
			return ok(list(world.fields));
		case "imports":
			return id || method === "POST"
				? ok(world.import)
				: ok(list([make.anImport({ id: "imp-0", state: "done", file_name: "reseller.xlsx", row_count: 86 })]));
		case "channels":
			if (id === "setup")
				return ok({
					webhook_url: "https://pesan.example.id/webhooks/meta",
					verify_token: "kp-9f2c71",
					graph_version: "v26.0",
					app_configured: true,
				});
			if (verb === "self-test")
				return ok({
					checks: [
						{ id: "token", ok: true, severity: "error", detail_code: "token.ok" },
						{ id: "webhook_address", ok: false, severity: "warning", detail_code: "webhook_address.not_public" },
					],
				});
			return id ? found(world.channels) : ok(list(world.channels));
		case "instagram": {
			const given = automation(world, method, inside[1] ?? "");
			if (given) return given;
			if (id === "setup") return ok(make.anInstagramSetup());
			return method === "POST" ? ok(world.instagram[0]) : ok(list(world.instagram));
		}
		case "templates":
			return templates(world, method, id, query);
		case "conversations":
			if (verb === "read") {
				world.conversations = world.conversations.map((known) => (known.id === id ? { ...known, unread: 0 } : known));
				return { status: 204 };
			}
			if (verb === "messages")
				return method === "POST"
					? ok(make.aMessage({ direction: "out", state: "queued", at: make.minutes.ago(0), text: "" }), 202)
					: ok(list(world.messages));
			if (id) return found(world.conversations);
			return ok(
				list(
					query.get("view") === "unread"
						? world.conversations.filter((known) => known.unread > 0)
						: world.conversations,
				),
			);
		case "export-tickets":
			return ok({ ticket: "SEKALI", expires_at: "2026-11-26T05:05:00Z" }, 201);
		case "erasure-plan":
			return erasurePlan();
		case "erasure-choice":
			return ok({ contact_auto: method === "PUT" });
		case "erasure-requests":
			return erasures(world.erasures, method, id, verb);
		case "unstored-numbers":
			if (method === "DELETE") return { status: 204 };
			return method === "POST" ? ok(world.unstored[0], 201) : ok({ ...list(world.unstored), dropped: 1204 });
		case "report":
			return ok(id ? world.replyTimes : world.report);
		case "messages":
			return ok(list(query.get("state") === "held" ? world.sends : []));
		case "blasts":
			return blasts(world, method, id, verb);
	}
	return undefined;
}
