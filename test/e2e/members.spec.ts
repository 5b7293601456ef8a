import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { logIn, shop } from "./shop";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function expectAccessible(page: Page) {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

test("a colleague comes in by a link, gets another role at once, and is out within seconds", async ({
	page,
	browser,
}) => {
	await logIn(page);
	await page.goto(`${shop}/settings?tab=members`);
	await page.getByRole("button", { name: "Undang anggota" }).click();
	const invite = page.getByRole("dialog");
	await invite.getByLabel("Nama orang yang diundang").fill("Dewi Lestari");
	await invite.getByRole("radio", { name: "Pengamat" }).check();
	await invite.getByRole("button", { name: "Buat tautan" }).click();
	const link = await page.getByLabel("Tautan undangan", { exact: true }).inputValue();
	await page.getByRole("button", { name: "Sudah saya simpan" }).click();
	await expect(page.getByRole("row", { name: /Dewi Lestari.*Menunggu/ })).toBeVisible();

	const elsewhere = await browser.newContext();
	const dewi = await elsewhere.newPage();
	await dewi.goto(link);
	await expect(dewi.getByRole("heading", { name: /^Bergabung dengan/ })).toBeVisible();
	await expectAccessible(dewi);
	const username = `dewi${Date.now() % 1_000_000}`;
	await dewi.getByLabel("Pilih nama pengguna").fill(username);
	await dewi.getByRole("button", { name: "Buat akun saya" }).click();
	await expect(dewi.getByLabel("Kode lisensi", { exact: true })).toHaveValue(/^KP-/);
	await expectAccessible(dewi);
	await dewi.getByLabel("Kode ini sudah saya simpan").check();
	await dewi.getByRole("button", { name: "Masuk" }).click();
	await expect(dewi.getByRole("heading", { level: 1 })).toContainText("Dewi Lestari");

	// A viewer may not make a blast; the new role works in the window that is open.
	await dewi.goto(`${shop}/settings?tab=general`);
	await expect(dewi.getByLabel("Nama ruang kerja")).toBeDisabled();
	await page.getByRole("button", { name: "Tindakan untuk Dewi Lestari" }).click();
	await page.getByRole("menuitem", { name: "Ubah peran dan hak" }).click();
	await page.getByRole("dialog").getByRole("radio", { name: "Admin" }).check();
	await page.getByRole("dialog").getByRole("button", { name: "Simpan" }).click();
	await expect(dewi.getByLabel("Nama ruang kerja")).toBeEnabled({ timeout: 5000 });

	// The link was for one person.
	const stranger = await (await browser.newContext()).newPage();
	await stranger.goto(link);
	await expect(stranger.getByRole("alert")).toContainText("Minta tautan baru");
	await stranger.context().close();

	await page.getByRole("button", { name: "Tindakan untuk Dewi Lestari" }).click();
	await page.getByRole("menuitem", { name: "Keluarkan" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Keluarkan" }).click();
	await expect(dewi.getByText("Ruang kerja ini tidak ada, atau Anda bukan anggotanya.")).toBeVisible({
		timeout: 8000,
	});
	await expect(dewi.getByLabel("Nama ruang kerja")).toHaveCount(0);
	await elsewhere.close();

	await page.goto(`${shop}/settings?tab=audit`);
	await expect(page.getByRole("row", { name: /Anggota dikeluarkan.*Dewi Lestari/ })).toBeVisible();
});

test("every page of the settings can be read by everybody, also on a phone", async ({ page }) => {
	await logIn(page);
	for (const viewport of [
		{ width: 1440, height: 900 },
		{ width: 390, height: 844 },
	]) {
		await page.setViewportSize(viewport);
		for (const tab of ["general", "sending", "members", "licence", "audit", "profile", "appearance", "sessions"]) {
			await page.goto(`${shop}/settings?tab=${tab}`);
			await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
			await expect(page.getByLabel("Memuat")).toHaveCount(0);
			await expectAccessible(page);
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
			expect(wide, `${tab} at ${viewport.width}`).toBeLessThanOrEqual(0);
		}
	}
});
