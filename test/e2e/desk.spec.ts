import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { logIn } from "./shop";
import { type Operator, operatorAt, takeIn } from "./steps/operator";
import { emptyWorkspace } from "./steps/workspace";

const slug = "meja-kerja";
const name = "Toko Meja Kerja";

// Refusals that the journey brings about.
test.use({
	tolerated: /^(422 POST \/api\/v1\/operator\/deletions\/[^/]+\/approve|404 GET \/api\/v1\/operator\/deletions)$/,
});

/** Does one act in its dialog, with the person's code. */
async function act(
	{ page, code }: Operator,
	button: string,
	fill: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>,
) {
	await page.getByRole("button", { name: button, exact: true }).click();
	const dialog = page.getByRole("dialog", { name: button });
	await fill(dialog);
	await dialog.getByRole("textbox", { name: "Kode lisensi Anda" }).fill(code);
	await dialog.getByRole("button", { name: button, exact: true }).click();
}

/** The last characters of the plan, read where they stand in bold. */
const tailOf = async (page: Page) => (await page.locator("b > code").innerText()).trim();

test("an operator works the deletion desk: takes in, approves, holds, releases, and sees the proof", async ({
	page,
	browser,
}) => {
	await emptyWorkspace(slug, name);
	const owner = await (await browser.newContext({ locale: "id-ID" })).newPage();
	await logIn(owner);
	for (const [n, who] of ["Ratna Meja", "Surya Meja"].entries()) {
		const made = await owner.request.post(`/api/v1/workspaces/${slug}/contacts`, {
			data: { name: who, phone: `62800700001${n}`, group_ids: [] },
		});
		expect(made.ok(), await made.text()).toBe(true);
	}
	const operator = await operatorAt(page, "meja.ani", "Ani Operator");
	let first = "";

	await test.step("the desk is empty, and is not there for owners", async () => {
		await expect(page.getByRole("heading", { level: 1, name: "Antrean penghapusan" })).toBeVisible();
		await owner.goto("/operator/deletions");
		await expect(owner.getByText("Halaman tidak ditemukan")).toBeVisible();
		expect((await owner.request.get("/api/v1/operator/deletions")).status()).toBe(404);
	});

	await test.step("a request that came on paper is written down", async () => {
		await page
			.getByRole("navigation", { name: "Meja penghapusan data" })
			.getByRole("link", { name: "Catat permintaan" })
			.click();
		await page.getByRole("textbox", { name: /^Nama pendek/ }).fill(slug);
		await page.getByRole("checkbox", { name: "Kontak dan pengelompokannya" }).check();
		await page.getByRole("radio", { name: "Langsung, tanpa masa tunggu" }).check();
		await page.getByRole("textbox", { name: "Kode lisensi Anda" }).fill(operator.code);
		await page.getByRole("button", { name: "Catat permintaan" }).click();
		await expect(page.getByRole("textbox", { name: "Kode status" })).toHaveValue(/^[a-z2-7]{26}$/);
		await page.getByRole("link", { name: "Buka permintaan" }).click();
		await expect(page.getByText("Menunggu persetujuan operator")).toBeVisible();
		first = new URL(page.url()).pathname;
	});

	await test.step("what has changed since the plan is seen before it is agreed to", async () => {
		await page.getByRole("button", { name: "Hitung lagi dan bandingkan" }).click();
		await expect(page.getByText("Tidak ada yang berubah sejak rencana dihitung")).toBeVisible();
	});

	await test.step("another plan is refused at the field, the right one is carried out and proven", async () => {
		const tail = await tailOf(page);
		expect(tail).toMatch(/^[0-9a-f]{8}$/);
		await act(operator, "Setujui rencana", (dialog) =>
			dialog.getByRole("textbox", { name: /^Delapan huruf/ }).fill("00000000"),
		);
		const dialog = page.getByRole("dialog", { name: "Setujui rencana" });
		await expect(dialog.getByText("Ini bukan delapan huruf terakhir sidik rencana")).toBeVisible();
		await dialog.getByRole("textbox", { name: /^Delapan huruf/ }).fill(tail);
		await dialog.getByRole("button", { name: "Setujui rencana" }).click();
		await expect(dialog).toHaveCount(0);
		await expect(page.getByRole("heading", { name: "Pemeriksaan sesudahnya" })).toBeVisible({ timeout: 60_000 });
		await expect(page.getByRole("list", { name: "Jejak langkah" }).getByText("Ani Operator").first()).toBeVisible();
		const [file] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("link", { name: "Unduh sertifikat" }).click(),
		]);
		const { stdout } = await promisify(execFile)(join(__dirname, "../../bin/kelola"), [
			"certificate",
			"verify",
			await file.path(),
		]);
		expect(stdout).toContain("C3");
	});

	await test.step("another one is held for a dispute, which its owner is told, and goes on with three days", async () => {
		const second = await takeIn(operator, slug, { categories: ["C4"] });
		await page.goto("/operator/deletions?show=waiting");
		await page.getByRole("row", { name: new RegExp(name) }).click();
		await expect(page).toHaveURL(new RegExp(second));
		const tail = await tailOf(page);
		await act(operator, "Setujui rencana", (dialog) =>
			dialog.getByRole("textbox", { name: /^Delapan huruf/ }).fill(tail),
		);
		await act(operator, "Tahan", async (dialog) => {
			await dialog.getByRole("combobox", { name: "Alasan" }).click();
			await page.getByRole("option", { name: "Ada sengketa tentang datanya" }).click();
			await dialog.getByRole("textbox", { name: "Catatan untuk operator" }).fill("Menunggu surat balasan.");
		});
		await expect(page.getByRole("dialog", { name: "Tahan" })).toHaveCount(0);
		await expect(page.getByRole("list", { name: "Catatan operator" })).toContainText("Menunggu surat balasan.");
		await owner.goto(`/w/${slug}/privacy/deletion/${second}`);
		await expect(owner.getByText("Ada sengketa tentang datanya")).toBeVisible();
		await expect(owner.getByText("Menunggu surat balasan.")).toHaveCount(0);
		await act(operator, "Perpanjang waktu", async (dialog) => {
			await dialog.getByRole("combobox", { name: "Alasan" }).click();
			await page.getByRole("option", { name: "Datanya banyak atau saling berkaitan" }).click();
		});
		await expect(page.getByText("30 hari: Datanya banyak atau saling berkaitan")).toBeVisible();
		await act(operator, "Akhiri penahanan", async () => {});
		await expect(page.getByText("Mulai dihapus")).toBeVisible();
		await act(operator, "Tolak", async (dialog) => {
			await dialog.getByRole("combobox", { name: "Alasan" }).click();
			await page.getByRole("option", { name: "Pemohon bukan pemilik data" }).click();
		});
		await expect(page.getByText("Tidak ada yang bisa dilakukan sekarang.")).toBeVisible();
	});

	await test.step("the books tell of it", async () => {
		const nav = page.getByRole("navigation", { name: "Meja penghapusan data" });
		await nav.getByRole("link", { name: "Buku besar" }).click();
		await page.getByRole("button", { name: "Periksa rantai" }).click();
		await expect(page.getByText("Rantai buku besar utuh")).toBeVisible();
		await nav.getByRole("link", { name: "Laporan" }).click();
		await expect(page.getByText("Pemohon bukan pemilik data")).toBeVisible();
		const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
		expect(csv.suggestedFilename()).toMatch(/^deletions-\d{4}-\d\d\.csv$/);
		await nav.getByRole("link", { name: "Antrean" }).click();
		await page.getByRole("link", { name: /^Selesai/ }).click();
		await page
			.getByRole("row", { name: /Kontak dan pengelompokannya/ })
			.first()
			.click();
		await expect(page).toHaveURL(new RegExp(first));
	});
	await owner.context().close();
});
