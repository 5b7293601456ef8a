import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Import } from "@/api/types";
import { anImport } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";

const counts = { new: 3, updated: 1, unchanged: 0, invalid: 2, duplicate: 1, suppressed: 0 };
const state = (more: Partial<Import>) => Object.assign(theWorld(), { import: anImport(more) });

describe("import wizard", () => {
	it("uploads a file and moves to an address that survives a reload", async () => {
		const { user, history, container } = open("/w/toko/contacts/import");
		await screen.findByText("Jatuhkan berkas CSV atau Excel di sini");
		await user.upload(
			container.querySelector("input[type=file]") as HTMLInputElement,
			new File(["Nama,Nomor"], "a.csv", { type: "text/csv" }),
		);
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/contacts/import/imp-1"));
		expect(await screen.findByText("Cocokkan kolom")).toBeTruthy();
	});

	it("asks which sheet of a spreadsheet is meant", async () => {
		const errors = ["Pelanggan", "Rekap"].map((message) => ({ location: "sheet", code: "import.sheet", message }));
		refused("post", "/imports", 422, "import.sheet_choice", { errors }, true);
		const { user, history, container } = open("/w/toko/contacts/import");
		await screen.findByText("Jatuhkan berkas CSV atau Excel di sini");
		await user.upload(container.querySelector("input[type=file]") as HTMLInputElement, new File(["PK"], "a.xlsx"));
		await user.click(await screen.findByRole("radio", { name: "Rekap" }));
		expect(screen.getByText(/a.xlsx berisi beberapa lembar/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Pakai lembar ini" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/contacts/import/imp-1"));
	});

	it("takes over the guesses, refuses one target twice, and asks where the consent comes from", async () => {
		const { user, container } = open("/w/toko/contacts/import/imp-1");
		expect((await screen.findByLabelText("No. HP menjadi")) as HTMLSelectElement).toHaveProperty("value", "phone");
		expect(screen.getByText(/Siti Rahma · Budi Santoso · Dewi Lestari · Agus Wijaya · Putri Ayu/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.selectOptions(screen.getByLabelText("Catatan menjadi"), "name");
		await user.click(screen.getByLabelText("Promosi"));
		await user.click(screen.getByRole("button", { name: "Uji coba" }));
		expect(await screen.findByText(/dipakai oleh dua kolom/)).toBeTruthy();
		expect(screen.getByText("Tulis dari mana persetujuan ini")).toBeTruthy();
		await user.selectOptions(screen.getByLabelText("Catatan menjadi"), "ignore");
		await user.type(screen.getByLabelText(/Dari mana persetujuannya/), "Formulir pameran");
		given<Import>("post", "/imports/imp-1/check", () => state({ state: "checked", counts }).import);
		await user.click(screen.getByRole("button", { name: "Uji coba" }));
		expect(await screen.findByText("Hasil uji coba")).toBeTruthy();
		expect(sent("PUT", "/mapping")[0]?.body).toEqual({
			columns: [
				{ index: 0, target: "name" },
				{ index: 1, target: "phone" },
				{ index: 2, target: "field:kota" },
				{ index: 3, target: "ignore" },
			],
			group_ids: [],
			consent: { promo: "Formulir pameran" },
			update_existing: true,
		});
	});

	it("shows the counts of the dry run and where to get the bad rows, then starts", async () => {
		state({ state: "checked", counts });
		const { user } = open("/w/toko/contacts/import/imp-1");
		expect(await screen.findByText("3 baris tidak akan diimpor")).toBeTruthy();
		expect(screen.getByRole("link", { name: "Unduh baris bermasalah" }).getAttribute("href")).toBe(
			"/api/v1/workspaces/toko/imports/imp-1/errors.csv",
		);
		given<Import>(
			"post",
			"/imports/imp-1/start",
			() => state({ state: "running", progress: { done: 1, total: 7 } }).import,
		);
		await user.click(screen.getByRole("button", { name: "Impor 4 kontak" }));
		expect(await screen.findByText("1 dari 7 baris")).toBeTruthy();
	});

	it("shows a finished import after a reload", async () => {
		state({ state: "done", counts });
		open("/w/toko/contacts/import/imp-1");
		expect(await screen.findByText("4 kontak disimpan.")).toBeTruthy();
	});
});
