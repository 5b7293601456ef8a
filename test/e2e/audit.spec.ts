import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { logIn, shop } from "./shop";

test("an owner sees the own login in the record, narrows it down, and takes a copy that the record tells of", async ({
	page,
}) => {
	await logIn(page);
	await page.goto(`${shop}/settings?tab=audit`);
	await expect(page.getByRole("row", { name: /Masuk ke Kelola Pesan/ }).first()).toBeVisible();

	await page.getByLabel("Tindakan").selectOption({ label: "Semua tentang masuk dan keluar" });
	await expect(page).toHaveURL(/group=session/);
	await expect(page.getByRole("row", { name: /Ruang kerja dibuat/ })).toHaveCount(0);
	const waiting = page.waitForEvent("download");
	await page.getByRole("link", { name: "Unduh CSV" }).click();
	const file = readFileSync(await (await waiting).path(), "utf8");
	expect(file).toContain("session.started");
	expect(file).not.toContain("workspace.created");

	await page.getByLabel("Tindakan").selectOption({ label: "Jejak audit diunduh" });
	await expect(page.getByRole("row", { name: /Jejak audit diunduh/ }).first()).toBeVisible();
	for (const [width, height] of [
		[390, 844],
		[1440, 900],
	] as const) {
		await page.setViewportSize({ width, height });
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map(({ id }) => id)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
	}
});
