import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { accepted } from "../sandbox";
import { type Customer, shop } from "../shop";

/** Composes a blast to the imported group, tests it on an own number, and starts it. */
export async function startBlast(page: Page, people: Customer[], ownNumber: string) {
	const next = page.getByRole("button", { name: "Lanjut" });
	await page.goto(`${shop}/blasts`);
	await page.getByRole("button", { name: "Buat blast" }).click();
	await page.getByLabel("Nama blast").fill("Promo akhir pekan");
	await page.getByRole("button", { name: "Buat draf" }).click();

	await expect(page.getByLabel("Kanal")).toHaveValue(/.+/); // the only channel is chosen already
	await page.getByRole("combobox", { name: "Grup", exact: true }).click();
	await page.getByRole("option", { name: `Pelanggan (${people.length})` }).click();
	await page.keyboard.press("Escape");
	await expect(page.getByText(`${people.length} dari ${people.length} orang akan menerima`)).toBeVisible();
	await next.click();

	await page.getByRole("combobox", { name: "Templat", exact: true }).selectOption("promo_akhir_pekan · Indonesia");
	await page.getByLabel("Kepala {{1}}", { exact: true }).fill("{{name|Kak}}");
	await page.getByLabel("Isi {{1}}", { exact: true }).fill("{{name|Kak}}");
	await page.getByLabel("Isi {{2}}", { exact: true }).fill("20%");
	await page.getByLabel("Isi {{3}}", { exact: true }).fill("Minggu");
	await expect(page.getByText(/akhir pekan ini ada potongan 20% untuk semua batik/)).toBeVisible();
	await page.getByLabel("Nomor Anda").fill(ownNumber);
	await page.getByRole("button", { name: "Kirim tes" }).click();
	await expect(page.getByText("Tes masuk antrean kirim.")).toBeVisible();
	await expect.poll(async () => (await accepted()).per_recipient[ownNumber]).toBe(1);
	await next.click();

	await expect(page.getByRole("radio", { name: "Segera" })).toBeChecked();
	await next.click();
	await expect(page.getByText("Tidak ada yang dilewati.")).toBeVisible();
	await page.getByRole("button", { name: `Kirim ke ${people.length} orang` }).click();
	await page
		.getByRole("dialog")
		.getByRole("button", { name: `Kirim ke ${people.length} orang` })
		.click();
}

/** Watches the blast until everybody has read it, and compares its report with what the network recorded. */
export async function watchBlast(page: Page, people: Customer[]) {
	const funnel = page.getByRole("listitem");
	await expect(page.getByText("Selesai", { exact: true })).toBeVisible({ timeout: 60_000 });
	for (const step of ["Penerima", "Terkirim", "Sampai", "Dibaca"]) {
		await expect(funnel.filter({ hasText: step }).filter({ hasText: "%" })).toContainText(`${people.length} 100%`, {
			timeout: 30_000,
		});
	}
	await expect(page.getByText("Belum ada yang gagal atau dilewati.")).toBeVisible();

	const { per_recipient: received } = await accepted();
	expect(people.filter(({ phone }) => received[phone] !== 1)).toEqual([]);

	const download = page.waitForEvent("download");
	await page.getByRole("link", { name: "Laporan CSV" }).click();
	const lines = (await readFile(await (await download).path(), "utf8")).trim().split(/\r?\n/).slice(1);
	const report = new Map(lines.map((line) => line.split(",")).map(([phone, , state]) => [phone, state]));
	expect(lines).toHaveLength(people.length);
	expect(people.filter(({ phone }) => report.get(phone) !== "Dibaca")).toEqual([]);
}
