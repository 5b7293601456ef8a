import type {
	Channel,
	Comment,
	CommentMatch,
	CommentRule,
	CommentSend,
	LoggedMatch,
	Post,
	PrivateLine,
	Trial,
	Tried,
} from "@/api/types";
import { at, minutes, newId } from "./base";
import { aChannel } from "./messages";

export const anInstagramChannel = (more: Partial<Channel> = {}): Channel =>
	aChannel({
		id: "ig-1",
		kind: "instagram",
		name: "Batik Laras",
		verified_name: "batik.laras",
		external_id: "17841400000000001",
		account_id: "",
		display_phone: "",
		quality: "",
		daily_limit: 0,
		usage: { minute: 0, hour: 12, day: 96 },
		...more,
	});

export const aRule = (more: Partial<CommentRule> = {}): CommentRule => ({
	id: "ru-1",
	name: "Harga lewat DM",
	state: "active",
	position: 0,
	started_at: at(4000),
	armed_post: "",
	created_at: at(5000),
	updated_at: at(4000),
	answered: 1284,
	scope: { kind: "all", channels: [] },
	match: {
		include: [
			{ text: "harga", mode: "word" },
			{ text: "price", mode: "word" },
		],
		exclude: [],
		typos: true,
	},
	public: { texts: ["Cek DM ya, @{{username}}"], after_private: true },
	private: { texts: ["Halo {{username}}, harganya mulai 150 ribu."] },
	follow: { policy: "send" },
	repeat: {},
	...more,
});

export const aPost = (more: Partial<Post> = {}): Post => ({
	id: "18000000000000001",
	channel_id: "ig-1",
	product: "FEED",
	type: "IMAGE",
	caption: "Batik motif baru, tulis tangan\nPesan lewat DM",
	permalink: "https://www.instagram.com/p/contoh1/",
	at: at(3000),
	comments: 214,
	known: 214,
	complete_at: at(5),
	...more,
});

export const aCommentSend = (more: Partial<CommentSend> = {}): CommentSend => ({
	id: newId(),
	state: "sent",
	reason: "",
	code: "",
	text: "Halo siti.rahma, harganya mulai 150 ribu.",
	held_until: null,
	...more,
});

export const aMatch = (more: Partial<CommentMatch> = {}): CommentMatch => ({
	id: newId(),
	rule_id: "ru-1",
	rule_name: "Harga lewat DM",
	contact_id: "ct-1",
	at: at(12),
	outcome: "answered",
	reason: "",
	step: "",
	follow: "unknown",
	public_at: null,
	sends: { private: aCommentSend() },
	...more,
});

export const aComment = (more: Partial<Comment> = {}): Comment => ({
	id: newId(),
	channel_id: "ig-1",
	post: "18000000000000001",
	original_post: "",
	product: "FEED",
	reply: false,
	username: "siti.rahma",
	text: "Harga kak?",
	at: at(12),
	live: false,
	own: false,
	pending: false,
	hidden: false,
	deleted: false,
	private_until: minutes.ahead(7 * 1440 - 12),
	private_reply: null,
	matches: [],
	...more,
});

export const aLoggedMatch = (more: Partial<LoggedMatch> = {}): LoggedMatch => ({
	...aMatch(),
	comment_id: newId(),
	username: "siti.rahma",
	text: "Harga kak?",
	written_at: at(12),
	...more,
});

export const aLine = (more: Partial<PrivateLine> = {}): PrivateLine => ({
	channel_id: "ig-1",
	waiting: 312,
	per_hour: 700,
	last_at: minutes.ahead(27),
	...more,
});

export const aTried = (more: Partial<Tried> = {}): Tried => ({
	comment_id: newId(),
	username: "siti.rahma",
	text: "Harga kak?",
	at: at(60),
	outcome: "answered",
	reason: "",
	winner_id: null,
	private: "Halo siti.rahma, harganya mulai 150 ribu.",
	public: "Cek DM ya, @siti.rahma",
	late: false,
	known: false,
	...more,
});

const nothing = { private: "", public: "" };

export const aTrial = (more: Partial<Trial> = {}): Trial => ({
	items: [
		aTried(),
		aTried({ username: "budi_s", text: "hargaaa dong", known: true }),
		aTried({ username: "dewi.l", text: "price?", outcome: "lost", winner_id: "ru-2", ...nothing }),
		aTried({
			username: "siti.rahma",
			text: "harga yang biru?",
			outcome: "skipped",
			reason: "answered_before",
			...nothing,
		}),
		aTried({ username: "agus", text: "bagus sekali", outcome: "", ...nothing }),
		aTried({ username: "putri", text: "harga berapa kak", late: true, at: at(9 * 1440) }),
	],
	answered: 3,
	skipped: 1,
	lost: 1,
	late: 1,
	private: 3,
	busiest_hour: 2,
	per_hour: 700,
	known: 1,
	unknown: 2,
	...more,
});
