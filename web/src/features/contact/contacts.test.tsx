import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Contact } from "@/api/types";
import { aContact } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";
import { fieldKey } from "./api/catalog";

describe("contacts page", () => {
	it("lists, searches by the address and pages by cursor", async () => {
		theWorld().contacts.push(
			...Array.from({ length: 60 }, (_, n) => aContact({ id: `ct-more-${n}`, name: `Tamu ${n}` })),
		);
		const { user, history, container } = open("/w/toko/contacts");
		expect(await screen.findByText("Budi Santoso")).toBeTruthy();
		expect(screen.getByText("1.000.000 orang di ruang kerja ini")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.type(screen.getByRole("searchbox"), "siti");
		await waitFor(() => expect(history.location.search).toBe("?search=siti"));
		await waitFor(() => expect(sent("GET", "/contacts").at(-1)?.search).toContain("search=siti"));
		await user.click(screen.getByRole("button", { name: "Berikutnya" }));
		await waitFor(() => expect(sent("GET", "/contacts").at(-1)?.search).toContain("cursor=50"));
		await user.click(screen.getByRole("button", { name: "Sebelumnya" }));
		await waitFor(() => expect(history.location.search).toBe("?search=siti"));
	});

	it("goes on asking while the server has looked at no more than a part", async () => {
		const parts: Record<string, { items: Contact[]; next: string | null }> = {
			"": { items: [aContact({ id: "ct-a", name: "Ani Pertama" })], next: "a" },
			a: { items: [], next: "b" },
			b: { items: [aContact({ id: "ct-b", name: "Budi Terakhir" })], next: null },
		};
		given("get", "/contacts", (request: Request) => parts[new URL(request.url).searchParams.get("cursor") ?? ""]);
		given("get", "/contacts/count", (request: Request) =>
			request.url.includes("whole=true") ? { count: 2, exact: true } : { count: 1, exact: false },
		);
		open("/w/toko/contacts?consent=promo%3Aunknown");
		expect(await screen.findByText("Ani Pertama")).toBeTruthy();
		expect(screen.getByText("Budi Terakhir")).toBeTruthy();
		expect(sent("GET", "/contacts").map(({ search }) => new URLSearchParams(search).get("limit"))).toContain("49");
		expect(await screen.findByText("2 orang cocok dengan saringan")).toBeTruthy();
	});

	it("says that more people match while they are counted", async () => {
		given("get", "/contacts/count", (request: Request) =>
			request.url.includes("whole=true") ? new Promise<never>(() => {}) : { count: 3000, exact: false },
		);
		open("/w/toko/contacts?consent=promo%3Aunknown");
		expect(await screen.findByText("Lebih dari 3.000 orang cocok dengan saringan")).toBeTruthy();
		expect(screen.getByText("Jumlah pastinya sedang dihitung.")).toBeTruthy();
	});

	it("passes filters of the address to the server, and custom fields with their key", async () => {
		open("/w/toko/contacts?consent=promo%3Agranted&suppressed=false&field=kota&value=Solo");
		await screen.findByText("Budi Santoso");
		const search = new URLSearchParams(sent("GET", "/contacts")[0]?.search);
		expect(Object.fromEntries(search)).toMatchObject({
			consent: "promo:granted",
			suppressed: "false",
			"field.kota": "Solo",
		});
		expect(screen.getByRole("button", { name: "Promosi: Setuju" })).toBeTruthy();
	});

	it("adds a contact and shows the server's word on a field", async () => {
		refused(
			"post",
			"/contacts",
			422,
			"contact.invalid",
			{ errors: [{ location: "body.phone", code: "phone.too_short", message: "short" }] },
			true,
		);
		const { user } = open("/w/toko/contacts");
		await user.click(await screen.findByRole("button", { name: "Tambah kontak" }));
		const dialog = await screen.findByRole("dialog");
		await user.click(within(dialog).getByRole("button", { name: "Simpan" }));
		expect(within(dialog).getByText("Isi nama atau nomor")).toBeTruthy();
		await user.type(within(dialog).getByLabelText("Nomor WhatsApp"), "081");
		await user.click(within(dialog).getByRole("button", { name: "Simpan" }));
		expect(await within(dialog).findByText(/Nomor terlalu pendek/)).toBeTruthy();
	});

	it("opens one contact, records a refusal and keeps the page's address", async () => {
		const contact = aContact({ id: "ct-9", name: "Ratna Dewi" });
		given<Contact>("get", "/contacts/ct-9", contact);
		given<Contact>("put", "/contacts/ct-9/consents/promo", {
			...contact,
			consents: { ...contact.consents, promo: { state: "denied", source: "operator", at: new Date().toISOString() } },
		});
		const { user } = open("/w/toko/contacts?contact=ct-9");
		const drawer = await screen.findByRole("dialog");
		expect(await within(drawer).findByText("Ratna Dewi")).toBeTruthy();
		const [refuse] = within(drawer).getAllByRole("button", { name: "Menolak" });
		await user.click(refuse as HTMLElement);
		await waitFor(() =>
			expect(sent("PUT", "/consents/promo")[0]?.body).toEqual({ state: "denied", source: "operator" }),
		);
	});

	it("asks before what was changed in a contact is closed away, and not about one that is deleted", async () => {
		const { user, history } = open("/w/toko/contacts?contact=ct-1");
		const drawer = await screen.findByRole("dialog");
		await user.type(await within(drawer).findByLabelText("Nama"), " Baru");
		await user.click(within(drawer).getByRole("button", { name: "Tutup" }));
		const question = await screen.findByRole("dialog", { name: "Tinggalkan tanpa menyimpan?" });
		await user.click(within(question).getByRole("button", { name: "Batal" }));
		expect(history.location.search).toBe("?contact=ct-1");
		expect(within(drawer).getByLabelText("Nama")).toHaveProperty("value", "Siti Rahma Baru");
		await user.click(within(drawer).getByRole("button", { name: "Hapus" }));
		await user.click(await screen.findByRole("button", { name: "Hapus kontak" }));
		await waitFor(() => expect(history.location.search).toBe(""));
		expect(screen.queryByRole("dialog", { name: "Tinggalkan tanpa menyimpan?" })).toBeNull();
	});

	it("asks nobody about a contact that was put back into its group", async () => {
		const { user, history } = open("/w/toko/contacts?contact=ct-2");
		const drawer = await screen.findByRole("dialog");
		await user.click(await within(drawer).findByRole("combobox", { name: "Grup" }));
		await user.keyboard("{Backspace}");
		await user.click(within(drawer).getByRole("button", { name: "Simpan" }));
		await user.click(await screen.findByRole("button", { name: "Urungkan" }));
		await waitFor(() => expect(sent("PUT", "/contacts/ct-2/groups")).toHaveLength(2));
		await waitFor(() => expect(within(drawer).getAllByText("Pelanggan")).toHaveLength(2)); // chosen, and in the list
		expect(within(drawer).getByRole("button", { name: "Simpan" })).toHaveProperty("disabled", true);
		await user.click(within(drawer).getByRole("button", { name: "Tutup" }));
		await waitFor(() => expect(history.location.search).toBe(""));
	});

	it("puts everyone a filter lets through into a group", async () => {
		given("post", "/groups/g-2/members", { job_id: "j-1", total: 12 }, 202);
		const { user } = open("/w/toko/contacts?search=siti&suppressed=false&field=kota&value=Solo");
		await screen.findByText("Budi Santoso");
		await user.click(screen.getByRole("button", { name: "Lainnya" }));
		await user.click(await screen.findByRole("menuitem", { name: "Masukkan ke grup" }));
		const dialog = await screen.findByRole("dialog");
		await user.click(within(dialog).getByRole("combobox", { name: "Grup" }));
		await user.click(await screen.findByRole("option", { name: "Reseller" }));
		await user.click(within(dialog).getByRole("button", { name: "Masukkan" }));
		await waitFor(() =>
			expect(sent("POST", "/groups/g-2/members")[0]?.body).toEqual({
				filter: { search: "siti", suppressed: false, fields: { kota: "Solo" } },
			}),
		);
	});

	it("still deletes when the licence has ended, and shows what the contact said", async () => {
		const world = theWorld();
		world.workspace.licence = { state: "expired", expires_at: null };
		given("get", "/contacts/ct-1/consents", {
			items: [{ purpose: "promo", state: "denied", source: "operator", actor: null, at: new Date().toISOString() }],
			next: null,
		});
		const { user } = open("/w/toko/contacts?contact=ct-1");
		const drawer = await screen.findByRole("dialog");
		await user.click(await within(drawer).findByRole("button", { name: "Riwayat persetujuan" }));
		expect(await within(drawer).findByText(/Promosi: Menolak/)).toBeTruthy();
		await user.click(within(drawer).getByRole("button", { name: "Hapus" }));
		await user.click(await screen.findByRole("button", { name: "Hapus kontak" }));
		await waitFor(() => expect(sent("DELETE", "/contacts/ct-1")).toHaveLength(1));
	});

	it("offers the import when there is nobody yet", async () => {
		given("get", "/contacts", { items: [], next: null });
		open("/w/toko/contacts");
		expect(await screen.findByText("Belum ada kontak")).toBeTruthy();
		expect(screen.getAllByRole("button", { name: "Impor" })).toHaveLength(2);
	});
});

describe("field keys", () => {
	it.each([
		["Tanggal lahir", "tanggal_lahir"],
		["  No. HP (2) ", "no_hp_2"],
		["Café", "cafe"],
	])("%j becomes %j", (label, key) => {
		expect(fieldKey(label)).toBe(key);
	});
});
