import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Field, Rules, Segment } from "@/api/types";
import { aField } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent } from "@/testing/server";
import { complete, freshRule, templates, withChoice } from "./segment";

const list = "/w/toko/contacts/manage?tab=segments";

describe("segments", () => {
	it("lists segments with how many are in them and where they are used", async () => {
		const { container, user, history } = open(list);
		const table = await screen.findByRole("table", { name: "Segmen" });
		expect(await within(table).findByText("Belum pernah membalas")).toBeTruthy();
		await waitFor(() => expect(within(table).getAllByText("1.000.000").length).toBe(2)); // counted to the end
		expect(within(table).getByText("1 blast")).toBeTruthy();
		expect(screen.queryByText("Ulang tahun bulan ini")).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(within(table).getByRole("button", { name: "Lihat kontak: Aktif bulan ini" }));
		await waitFor(() => expect(history.location.search).toBe("?segment=sg-2"));
		expect(await screen.findByRole("button", { name: "Aktif bulan ini" })).toBeTruthy();
		expect(sent("GET", "/contacts").at(-1)?.search).toContain("segment=sg-2");
	});

	it("offers a birthday segment when there is a date, and begins from a template", async () => {
		given<{ items: Field[]; next: null }>("get", "/fields", {
			items: [aField({ key: "lahir", label: "Tanggal lahir", type: "date" })],
			next: null,
		});
		given<{ items: Segment[]; next: null }>("get", "/segments", { items: [], next: null });
		const { user } = open(list);
		expect(await screen.findByText("Belum ada segmen")).toBeTruthy();
		await user.click(await screen.findByRole("button", { name: "Pakai: Ulang tahun bulan ini" }));
		expect((await screen.findByLabelText<HTMLInputElement>(/Nama segmen/)).value).toBe("Ulang tahun bulan ini");
		await waitFor(() => expect(sent("POST", "/segments/count").length).toBe(1));
		expect(sent("POST", "/segments/count")[0]?.body).toEqual({
			rules: {
				match: "all",
				groups: [{ match: "all", rules: [{ about: "field", key: "lahir", test: "birthday_month" }] }],
			},
		});
		expect(await screen.findByText("240")).toBeTruthy();
		expect(within(screen.getByRole("list", { name: "Contoh isi" })).getAllByRole("listitem").length).toBe(5);
	});

	it("builds rules, counts once typing pauses, and saves", async () => {
		const { user, container } = open("/w/toko/contacts/segments/new");
		await user.type(await screen.findByLabelText(/Nama segmen/), "Pelanggan Solo");
		const first = screen.getByRole("group", { name: "Aturan 1 kelompok 1" });
		await user.selectOptions(within(first).getByLabelText("Tentang"), "field:kota");
		expect(screen.getByText("Lengkapi aturan untuk melihat jumlahnya.")).toBeTruthy();
		await user.type(within(first).getByPlaceholderText("Ketik lalu tekan Enter"), "Solo{Enter}");
		await user.click(screen.getByRole("button", { name: "Tambah aturan" }));
		const second = screen.getByRole("group", { name: "Aturan 2 kelompok 1" });
		await user.selectOptions(within(second).getByLabelText("Tentang"), "activity");
		await user.selectOptions(within(second).getByLabelText("Syarat"), "not_ever");
		await waitFor(() => expect(sent("POST", "/segments/count").length).toBeGreaterThan(0), { timeout: 3000 });
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Simpan segmen" }));
		await waitFor(() => expect(sent("POST", "/segments").length).toBe(1));
		expect(sent("POST", "/segments")[0]?.body).toEqual({
			name: "Pelanggan Solo",
			rules: {
				match: "all",
				groups: [
					{
						match: "all",
						rules: [
							{ about: "field", key: "kota", test: "is", values: ["Solo"] },
							{ about: "activity", key: "replied", test: "ever", not: true },
						],
					},
				],
			},
		});
	});

	it("asks before rules that are not saved are left, and not about those that are", async () => {
		const { user, history } = open("/w/toko/contacts/segments/sg-1");
		await user.type(await screen.findByLabelText(/Nama segmen/), " Solo");
		await user.click(screen.getByRole("link", { name: "Kanal" }));
		const question = await screen.findByRole("dialog", { name: "Tinggalkan tanpa menyimpan?" });
		await user.click(within(question).getByRole("button", { name: "Batal" }));
		expect(history.location.pathname).toBe("/w/toko/contacts/segments/sg-1");
		await user.click(screen.getByRole("button", { name: "Simpan segmen" }));
		await waitFor(() => expect(history.location.search).toBe("?tab=segments"));
		expect(screen.queryByRole("dialog")).toBeNull();
	});

	it("says honestly when a count is an estimate, and why a count failed", async () => {
		given("post", "/segments/count", { count: 48_000, exact: false, about: 190_000, sample: [] });
		const { user } = open("/w/toko/contacts/segments/sg-1");
		expect(await screen.findByText("sekitar 190.000", {}, { timeout: 3000 })).toBeTruthy();
		expect(screen.getByText(/paling sedikit 48\.000/)).toBeTruthy();
		refused("post", "/segments/count", 422, "contact.rules_invalid");
		const rule = screen.getByRole("group", { name: "Aturan 1 kelompok 1" });
		await user.selectOptions(within(rule).getByLabelText("Yang mana"), "wrote");
		expect(await screen.findByText(/Ada aturan yang tidak bisa dipakai/, {}, { timeout: 3000 })).toBeTruthy();
	});

	it("keeps the dialog open with the reason when a scheduled blast uses the segment", async () => {
		refused("delete", "/segments/sg-2", 409, "contact.segment_in_use");
		const { user } = open(list);
		await user.click(await screen.findByRole("button", { name: "Hapus: Aktif bulan ini" }));
		const dialog = await screen.findByRole("dialog");
		await user.click(within(dialog).getByRole("button", { name: "Hapus segmen" }));
		expect(await within(dialog).findByText(/Segmen ini dipakai blast terjadwal/)).toBeTruthy();
	});

	it("shows an error of the list with a way to try again", async () => {
		refused("get", "/segments", 500, "internal");
		open(list);
		expect(await screen.findByRole("button", { name: "Coba lagi" })).toBeTruthy();
	});
});

describe("rules", () => {
	it("are complete when nothing is missing", () => {
		const fields = [aField({ key: "poin", type: "number" })];
		const rule = freshRule("field:poin", fields);
		const rules = (...values: string[]): Rules => ({
			match: "all",
			groups: [{ match: "all", rules: [{ ...withChoice(rule, { test: "between" }), values }] }],
		});
		expect([complete(rules("1")), complete(rules("1", "")), complete(rules("1", "9"))]).toEqual([false, false, true]);
		expect(complete({ match: "all", groups: [] })).toBe(false);
		for (const template of templates(fields)) {
			expect(complete(template.rules)).toBe(true);
		}
	});
});
