import { expect, type Page } from "@playwright/test";

// What the shop in the journeys has: a login that was printed at the first start, one workspace, and a file of customers.
// Names are made up; numbers start with 62 800, a range no mobile phone has.

/** A setting made by scripts/test-e2e. */
export function setting(name: string): string {
	const value = process.env[name];
	if (!value) {
		throw new Error(`${name} is not set: start with scripts/test-e2e`);
	}
	return value;
}

export const shop = "/w/toko-contoh";

/** Logs in as the owner, the way it is done the first time. */
export async function logIn(page: Page) {
	await page.goto("/");
	await fillInLogin(page);
	await expect(page.getByRole("heading", { level: 1, name: "Halo, Pemilik Toko" })).toBeVisible();
}

export async function fillInLogin(page: Page) {
	await page.getByLabel("Nama pengguna").fill(setting("KELOLA_USERNAME"));
	await page.getByLabel("Kode lisensi").fill(setting("KELOLA_CODE"));
	await page.getByRole("button", { name: "Masuk" }).click();
}

const first = ["Siti", "Budi", "Dewi", "Agus", "Rina", "Joko", "Ayu", "Bambang", "Putri", "Hendra", "Wulan", "Eko"];
const last = ["Rahma", "Santoso", "Lestari", "Wijaya", "Kusuma", "Hidayat", "Saputra", "Pratama", "Anggraini"];
const cities = ["Surabaya", "Bandung", "Jakarta", "Makassar", "Denpasar"];

const customers = 978;
const numberOf = (index: number) => `628003${String(index * 7).padStart(6, "0")}`;
const nameOf = (index: number) => `${first[index % first.length]} ${last[(index * 5) % last.length]}`;

/** Rows that must not become contacts, each for a reason of its own. */
const wrong: [name: string, phone: string, code: string][] = [
	["Tanpa Nomor", "", "phone.empty"],
	["Bukan Nomor", "tanya ibu", "phone.invalid_character"],
	["Terlalu Pendek", "0812", "phone.too_short"],
	["Terlalu Panjang", "08123456789012345", "phone.too_long"],
	["Dua Nomor", "08003000001/08003000002", "phone.several_numbers"],
	["Rusak Excel", "6,28003E+11", "phone.damaged_by_spreadsheet"],
	["Rumus", "=1+2", "phone.invalid_character"],
	["=HYPERLINK(1)", "abc", "phone.invalid_character"],
	["Kode Saja", "62", "phone.too_short"],
	["Tanda Asing", "0800-30-xx-01", "phone.invalid_character"],
];
const repeated = 12;

export interface Customer {
	name: string;
	phone: string;
	city: string;
}

export interface ContactFile {
	csv: string;
	rows: number;
	good: Customer[];
	invalid: number;
	duplicate: number;
	reasons: string[];
}

/** A file of 1,000 rows as a shop has it: numbers written in several ways, some of them wrong, some of them twice. */
export function contactFile(): ContactFile {
	const good = Array.from({ length: customers }, (_, index) => ({
		name: nameOf(index),
		phone: numberOf(index),
		city: cities[index % cities.length] ?? "",
	}));
	const written = [
		(phone: string) => `0${phone.slice(2)}`,
		(phone: string) => `+${phone}`,
		(phone: string) => `${phone.slice(0, 2)} ${phone.slice(2, 5)}-${phone.slice(5)}`,
	];
	const line = (...cells: string[]) => cells.map((cell) => (/[,"=]/.test(cell) ? `"${cell}"` : cell)).join(",");
	const lines = [
		"Nama,Nomor HP,Kota",
		...good.map(({ name, phone, city }, index) => line(name, written[index % 3]?.(phone) ?? phone, city)),
		...wrong.map(([name, phone]) => line(name, phone, "Bandung")),
		...good.slice(0, repeated).map(({ name, phone, city }) => line(name, phone, city)),
	];
	return {
		csv: lines.join("\r\n"),
		rows: lines.length - 1,
		good,
		invalid: wrong.length,
		duplicate: repeated,
		reasons: wrong.map(([, , code]) => code),
	};
}
