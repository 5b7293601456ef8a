import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { type ContactFile, shop } from "../shop";

const counts = (page: Page) => page.locator("dl");

async function expectCounts(page: Page, numbers: Record<string, number>) {
	for (const [label, n] of Object.entries(numbers)) {
		await expect(
			counts(page)
				.locator("div")
				.filter({ has: page.getByText(label, { exact: true }) })
				.locator("dd"),
		).toHaveText(String(n));
	}
}

/** Imports a file through the wizard: guess of the columns, dry run, error file, import. */
export async function importContacts(page: Page, file: ContactFile) {
	await page.goto(`${shop}/contacts`);
	await page.getByRole("button", { name: "Impor" }).first().click();
	await page
		.locator("input[type=file]")
		.setInputFiles({ name: "pelanggan.csv", mimeType: "text/csv", buffer: Buffer.from(file.csv) });
	await expect(page.getByText("1.000 baris terbaca.")).toBeVisible();
	await expect(page.getByLabel("Nama menjadi")).toHaveValue("name");
	await expect(page.getByLabel("Nomor HP menjadi")).toHaveValue("phone");
	await page.getByLabel("Kota menjadi").selectOption({ label: "Kolom baru: Kota" });
	await page.getByLabel("Promosi").check();
	await page.getByLabel("Dari mana persetujuannya?").fill("Formulir toko, November 2026");
	await page.getByRole("combobox", { name: "Masukkan semuanya ke grup" }).fill("Pelanggan");
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: "Uji coba" }).click();

	const expected = { Baru: file.good.length, Diperbarui: 0, Ganda: file.duplicate, "Tidak sah": file.invalid };
	await expect(page.getByRole("heading", { name: "Hasil uji coba" })).toBeVisible();
	await expectCounts(page, expected);
	const download = page.waitForEvent("download");
	await page.getByRole("link", { name: "Unduh baris bermasalah" }).click();
	const errors = (await readFile(await (await download).path(), "utf8")).trim().split(/\r?\n/).slice(1);
	expect(errors.map((row) => row.split(",")[1])).toEqual([
		...file.reasons,
		...Array(file.duplicate).fill("import.duplicate"),
	]);
	// A cell that a spreadsheet would run as a formula is made harmless.
	expect(errors.filter((row) => /,"?=/.test(row))).toEqual([]);

	await page.getByRole("button", { name: `Impor ${file.good.length} kontak` }).click();
	await expect(page.getByRole("heading", { name: "Impor selesai" })).toBeVisible();
	await expectCounts(page, expected);
	await page.getByRole("link", { name: "Lihat kontak" }).click();
	await expect(page.getByText(`${file.good.length} orang di ruang kerja ini`)).toBeVisible();
	const someone = file.good[41];
	await page.getByPlaceholder("Cari nama atau nomor").fill(someone?.phone ?? "");
	await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
	await expect(page.getByRole("table").getByRole("row").nth(1)).toContainText(someone?.name ?? "nobody");
}
