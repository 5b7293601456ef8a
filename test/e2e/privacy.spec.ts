import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures";
import { logIn } from "./shop";

test("an owner reads how long data is kept, also on a phone and in the dark, and sets the delivery log", async ({
	page,
}) => {
	await logIn(page);
	await page.getByRole("link", { name: "Privasi & penghapusan" }).click();
	await expect(page.getByRole("heading", { level: 1, name: "Privasi & penghapusan" })).toBeVisible();
	await expect(page.getByRole("row", { name: /Jejak audit.*365 hari/ })).toBeVisible();
	await expect(page.getByText("Lewat waktu")).toHaveCount(0);

	const days = page.getByLabel("Simpan selama (hari)");
	await days.fill("120");
	await page.getByRole("button", { name: "Simpan", exact: true }).click();
	await expect(page.getByRole("row", { name: /Log pengiriman.*120 hari/ })).toBeVisible();
	await page.reload();
	await expect(days).toHaveValue("120");

	for (const [width, colorScheme] of [
		[1440, "light"],
		[390, "light"],
		[390, "dark"],
	] as const) {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height: 844 });
		await expect(page.getByText("Kiriman mentah dari WhatsApp dan Instagram")).toBeVisible();
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target)}`)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
	}
});
