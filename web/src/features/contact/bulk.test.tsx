import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";

const begun = { job_id: "j-9", total: 2, begins_at: new Date().toISOString() };

async function act(user: ReturnType<typeof open>["user"], name: string) {
	const bar = await screen.findByRole("region", { name: "Tindakan untuk yang dipilih" });
	await user.click(within(bar).getByRole("button", { name: "Tindakan" }));
	await user.click(await screen.findByRole("menuitem", { name }));
	return screen.findByRole("dialog", { name });
}

describe("acts on many contacts", () => {
	it("puts the chosen rows into a group and takes that back", async () => {
		given("post", "/contacts/bulk", begun, 202);
		given("post", "/jobs/j-9/cancel", { id: "j-9", state: "cancelled", done: 0 });
		const { user, container } = open("/w/toko/contacts");
		await user.click(await screen.findByRole("checkbox", { name: "Pilih Siti Rahma" }));
		await user.click(screen.getByRole("checkbox", { name: "Pilih Budi Santoso" }));
		expect(await screen.findByText("2 dipilih")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		const dialog = await act(user, "Masukkan ke grup");
		await user.click(within(dialog).getByRole("combobox", { name: "Grup" }));
		await user.click(await screen.findByRole("option", { name: "Reseller" }));
		await user.click(within(dialog).getByRole("button", { name: "Masukkan ke grup" }));
		await waitFor(() =>
			expect(sent("POST", "/contacts/bulk")[0]?.body).toEqual({
				act: "add_to_group",
				group_id: "g-2",
				expect: 2,
				ids: ["ct-1", "ct-2"],
			}),
		);
		expect(await screen.findByText("Masukkan ke grup: 2 kontak. Mulai dalam 10 detik.")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Batalkan" }));
		await waitFor(() => expect(sent("POST", "/jobs/j-9/cancel")).toHaveLength(1));
		expect(await screen.findByText("Dibatalkan. Tidak ada kontak yang berubah.")).toBeTruthy();
	});

	it("deletes everyone who matches only after their number is typed", async () => {
		given("get", "/contacts/count", { count: 41_233, exact: true });
		refused("post", "/contacts/bulk", 409, "contact.bulk_more", {}, true);
		const { user } = open("/w/toko/contacts?search=siti&suppressed=false");
		await user.click(await screen.findByRole("checkbox", { name: "Pilih semua di halaman ini" }));
		await user.click(await screen.findByRole("button", { name: "Pilih semua 41.233 yang cocok" }));
		expect(await screen.findByText("Semua 41.233 yang cocok dipilih")).toBeTruthy();
		const dialog = await act(user, "Hapus kontak");
		const go = within(dialog).getByRole("button", { name: "Hapus kontak" });
		expect(go.hasAttribute("disabled")).toBe(true);
		await user.type(within(dialog).getByLabelText("Ketik 41.233 untuk menghapus"), "41.233");
		expect(await axeFindings(dialog)).toEqual([]);
		await user.click(go);
		expect(await within(dialog).findByText(/lebih banyak kontak daripada yang ditampilkan/)).toBeTruthy();
		expect(sent("POST", "/contacts/bulk")[0]?.body).toEqual({
			act: "delete",
			expect: 41_233,
			filter: { search: "siti", suppressed: false },
		});
	});

	it("notes a consent with its source", async () => {
		given("post", "/contacts/bulk", begun, 202);
		const { user } = open("/w/toko/contacts");
		await user.click(await screen.findByRole("checkbox", { name: "Pilih Siti Rahma" }));
		const dialog = await act(user, "Catat persetujuan");
		await user.type(within(dialog).getByLabelText(/Asal persetujuan/), "Formulir pameran");
		await user.click(within(dialog).getByRole("button", { name: "Catat persetujuan" }));
		await waitFor(() =>
			expect(sent("POST", "/contacts/bulk")[0]?.body).toEqual({
				act: "set_consent",
				purpose: "promo",
				state: "granted",
				source: "Formulir pameran",
				expect: 1,
				ids: ["ct-1"],
			}),
		);
	});

	it("still deletes and stops when the licence has ended, and no more", async () => {
		theWorld().workspace.licence = { state: "expired", expires_at: null };
		const { user } = open("/w/toko/contacts");
		await user.click(await screen.findByRole("checkbox", { name: "Pilih Siti Rahma" }));
		await user.click(await screen.findByRole("button", { name: "Tindakan" }));
		const item = async (name: string) => (await screen.findByRole("menuitem", { name })).hasAttribute("disabled");
		expect(await item("Masukkan ke grup")).toBe(true);
		expect(await item("Hapus kontak")).toBe(false);
		expect(await item("Hentikan semua pesan")).toBe(false);
	});

	it("has a mode for choosing on a phone", async () => {
		vi.spyOn(window, "matchMedia").mockImplementation(
			(query) =>
				({
					matches: query.includes("max-width: 48em"),
					media: query,
					addEventListener: () => {},
					removeEventListener: () => {},
					addListener: () => {},
					removeListener: () => {},
				}) as unknown as MediaQueryList,
		);
		const { user, container } = open("/w/toko/contacts");
		await screen.findByText("Budi Santoso");
		expect(screen.queryByRole("checkbox")).toBeNull();
		await user.click(screen.getAllByRole("button", { name: "Lainnya" })[0] as HTMLElement);
		await user.click(await screen.findByRole("menuitem", { name: "Pilih beberapa" }));
		await user.click(await screen.findByRole("checkbox", { name: "Pilih Budi Santoso" }));
		expect(await screen.findByText("1 dipilih")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Batalkan pilihan" }));
		expect(screen.queryByRole("checkbox")).toBeNull();
	});
});
