import type { Contact, Field, Group, Import, Moment, Segment, SignupForm } from "@/api/types";
import { at, minutes, newId } from "./base";

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
	handles: [],
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
