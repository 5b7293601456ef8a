import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { logIn, setting } from "./shop";
import { emptyWorkspace } from "./steps/workspace";

// A workspace of its own: nothing of the shop of the other journeys is touched.
const slug = "pamit";
const name = "Toko Pamit";
const home = `/w/${slug}`;
const api = `/api/v1/workspaces/${slug}`;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// A refusal that the journey brings about; and what is open of a workspace when it goes away hears so.
test.use({ tolerated: new RegExp(`^(422 POST ${api}/erasure-requests|(404|410) GET ${api}.*)$`) });

async function expectAccessible(page: Page) {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

async function make<T>(page: Page, path: string, data: object): Promise<T> {
	const answer = await page.request.post(`${api}${path}`, { data });
	expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
	return (await answer.json()) as T;
}

async function confirm(page: Page, button: RegExp) {
	await page.getByRole("radio", { name: "Langsung, tanpa masa tunggu" }).check();
	await page.getByRole("textbox", { name: /^Ketik nama ruang kerja/ }).fill(name.toLowerCase());
	await page.getByRole("textbox", { name: "Kode lisensi Anda" }).fill(setting("KELOLA_CODE"));
	await page.getByRole("button", { name: button }).click();
}

test("an owner has contacts deleted with proof, and then the whole workspace", async ({ page, browser }) => {
	await emptyWorkspace(slug, name);
	await logIn(page);
	const group = await make<{ id: string }>(page, "/groups", { name: "Langganan lama" });
	for (const [n, who] of ["Ratna Dewanti", "Surya Kelana", "Tirta Wening"].entries()) {
		await make(page, "/contacts", { name: who, phone: `62800700000${n + 1}`, group_ids: n < 2 ? [group.id] : [] });
	}
	let code = "";

	await test.step("the count says what would go, before anything goes", async () => {
		await page.goto(`${home}/privacy/deletion`);
		await page.getByRole("checkbox", { name: /Pemeriksaan nomor/ }).check();
		await page.getByRole("button", { name: "Hitung yang akan dihapus" }).click();
		await expect(page.getByText("Tidak ada yang dapat dihapus")).toBeVisible();
		await page.getByRole("checkbox", { name: /Kontak dan pengelompokannya/ }).check();
		await page.getByRole("button", { name: "Hitung yang akan dihapus" }).click();
		const gone = page.getByRole("table", { name: "Yang hilang" });
		await expect(gone.getByRole("row", { name: /^Kontak 3 / })).toBeVisible();
		await expect(gone.getByRole("row", { name: /^Grup 1 / })).toBeVisible();
		await expectAccessible(page);
	});

	await test.step("a wrong code changes nothing", async () => {
		await page.getByRole("textbox", { name: /^Ketik nama ruang kerja/ }).fill("Toko lain");
		await page.getByRole("textbox", { name: "Kode lisensi Anda" }).fill("KP-SALAH");
		const [refused] = await Promise.all([
			page.waitForResponse((answer) => answer.url().endsWith("/erasure-requests")),
			page.getByRole("button", { name: /^Hapus \d+ baris$/ }).click(),
		]);
		expect(refused.status()).toBe(422);
		await expect(page.getByText("Ini bukan nama ruang kerja ini")).toBeVisible();
	});

	await test.step("it is done and checked while one looks on, and the code is shown once", async () => {
		await confirm(page, /^Hapus \d+ baris$/);
		code = await page.getByRole("textbox", { name: "Kode status" }).inputValue();
		expect(code).toMatch(/^[a-z2-7]{26}$/);
		await expect(page.getByRole("heading", { name: "Pemeriksaan sesudahnya" })).toBeVisible({ timeout: 60_000 });
		await expect(page.getByText(/pencari yang sama menemukan/)).toBeVisible();
		await expect(page.getByText(/^Ditemukan \d/)).toHaveCount(0);
		await expect(page.getByRole("listitem").filter({ hasText: /^Selesai/ })).toBeVisible({ timeout: 60_000 });
		const done = page.getByRole("table", { name: "Yang sudah dihapus" });
		await expect(done.getByRole("row", { name: /^Kontak 3 / })).toBeVisible();
		await expectAccessible(page);
		await page.getByRole("button", { name: "Sudah saya simpan" }).click();
		await expect(page.getByRole("textbox", { name: "Kode status" })).toHaveCount(0);
		await page.goto(`${home}/contacts`);
		await expect(page.getByText("Ratna Dewanti")).toHaveCount(0);
	});

	await test.step("the certificate can be checked without the installation", async () => {
		await page.goto(`${home}/privacy/deletion`);
		await page.getByRole("row", { name: /Selesai/ }).click();
		const [file] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("link", { name: "Unduh sertifikat" }).click(),
		]);
		const path = await file.path();
		expect(JSON.parse(await readFile(path, "utf8"))).toBeTruthy();
		const { stdout } = await promisify(execFile)(join(__dirname, "../../bin/kelola"), ["certificate", "verify", path]);
		expect(stdout).toContain("C3");
		expect(stdout).not.toContain("Ratna");
	});

	await test.step("anybody with the code sees the state on the public page", async () => {
		const stranger = await (await browser.newContext({ locale: "id-ID", javaScriptEnabled: false })).newPage();
		await stranger.goto(`/data-deletion/status/${code}`);
		await expect(stranger.getByText("Selesai: data sudah terhapus.")).toBeVisible();
		await stranger.context().close();
	});

	await test.step("the end of the whole workspace leads its people out of it", async () => {
		const colleague = await (await browser.newContext({ locale: "id-ID" })).newPage();
		await logIn(colleague);
		await colleague.goto(`${home}/jobs`);
		await expect(colleague.getByRole("heading", { level: 1, name: "Pekerjaan" })).toBeVisible();

		await page.goto(`${home}/privacy/deletion?of=whole`);
		await page.getByRole("button", { name: "Hitung yang akan dihapus" }).click();
		await expect(page.getByText("Semua pengiriman berhenti seketika")).toBeVisible();
		await expectAccessible(page);
		await confirm(page, /^Hapus seluruh ruang kerja$/);
		await expect(page.getByRole("heading", { name: `Ruang kerja ${name} sudah dihapus` })).toBeVisible({
			timeout: 60_000,
		});
		await expectAccessible(page);
		const link = await page.getByRole("textbox", { name: "Tautan halaman status" }).inputValue();
		await expect(async () => {
			const answer = await page.request.get(link, { headers: { accept: "application/json" } });
			expect((await answer.json()).state).toBe("complete");
		}).toPass();
		// Whoever else was inside is told, and the way out leads somewhere.
		await expect(colleague.getByText(/Ruang kerja ini tidak ada|sudah dihapus/)).toBeVisible({ timeout: 60_000 });
		await colleague.getByRole("link", { name: "Toko Contoh" }).click();
		await expect(colleague.getByRole("heading", { level: 1, name: "Halo, Pemilik Toko" })).toBeVisible();
		await colleague.context().close();
		await page.goto("/");
		await expect(page.getByRole("heading", { level: 1, name: "Halo, Pemilik Toko" })).toBeVisible();
		await expect(page).toHaveURL(/\/w\/toko-contoh/);
	});
});
