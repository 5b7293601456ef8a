import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { logIn, setting } from "./shop";
import { emptyWorkspace } from "./steps/workspace";

// A workspace of its own: nothing of the shop of the other journeys is touched.
const slug = "toko-pindah";
const api = `/api/v1/workspaces/${slug}`;
const run = promisify(execFile);

test.use({ tolerated: new RegExp(`^422 POST ${api}/export-tickets$`) });

test("an owner takes everything along", async ({ page }, info) => {
	await emptyWorkspace(slug, "Toko Pindah");
	await logIn(page);
	const made = await page.request.post(`${api}/contacts`, { data: { name: "Ratna Dewanti", phone: "628007000009" } });
	expect(made.ok()).toBe(true);
	await page.goto(`/w/${slug}/privacy`);

	await test.step("a wrong code gives nothing", async () => {
		await page.getByRole("button", { name: "Ekspor ruang kerja" }).click();
		await page.getByRole("textbox", { name: "Kode lisensi Anda" }).fill("KP-SALAH");
		const [refused] = await Promise.all([
			page.waitForResponse((answer) => answer.url().endsWith("/export-tickets")),
			page.getByRole("button", { name: "Unduh ZIP" }).click(),
		]);
		expect(refused.status()).toBe(422);
		await expect(page.getByText("Ini bukan kode lisensi Anda")).toBeVisible();
		const { violations } = await new AxeBuilder({ page })
			.withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
			.analyze();
		expect(violations.map(({ id }) => id)).toEqual([]);
	});

	await test.step("the right one an archive that others can read", async () => {
		await page.getByRole("textbox", { name: "Kode lisensi Anda" }).fill(setting("KELOLA_CODE"));
		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("button", { name: "Unduh ZIP" }).click(),
		]);
		expect(download.suggestedFilename()).toMatch(/^kelola-toko-pindah-\d{8}\.zip$/);
		const file = join(info.outputDir, "toko.zip");
		await download.saveAs(file);
		const read = (name: string) =>
			run("python3", [
				"-c",
				`import sys,zipfile; sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())`,
				file,
				name,
			]);
		const { stdout } = await read("tables/contact.ndjson");
		const [row] = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(row).toMatchObject({ name: "Ratna Dewanti", phone: "+628007000009" });
		const manifest = JSON.parse((await read("manifest.json")).stdout);
		expect(manifest.manifest.workspace.slug).toBe(slug);
		await expect(
			page.getByText("Unduhan dimulai. Kemajuannya terlihat di peramban dan di Pekerjaan berjalan."),
		).toBeVisible();
	});

	await test.step("which stands among the running work, also after a reload", async () => {
		await page.reload();
		await page.getByRole("button", { name: /Pekerjaan berjalan/ }).click();
		const tray = page.getByRole("dialog", { name: "Pekerjaan berjalan" });
		await expect(tray.getByRole("link", { name: "Ekspor ruang kerja" }).first()).toBeVisible();
		await expect(tray.getByText("Selesai").first()).toBeVisible();
	});
});
