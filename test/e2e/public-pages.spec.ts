import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures";

// The pages for everybody: no login and no JavaScript is needed to read them.

const documents = [
	{ path: "/data-deletion", id: "Penghapusan data", en: "Data deletion" },
	{ path: "/privacy", id: "Kebijakan privasi", en: "Privacy policy" },
	{ path: "/terms", id: "Ketentuan penggunaan", en: "Terms of use" },
];

const forms = [
	{ path: "/data-deletion/request", id: "Minta penghapusan data", en: "Ask for deletion of data" },
	{ path: "/data-deletion/contact", id: "Minta data Anda dihapus", en: "Have your data deleted" },
];

for (const width of [1440, 390]) {
	test(`the public pages hold no barrier at ${width} px, light and dark, in both languages`, async ({ page }) => {
		await page.setViewportSize({ width, height: 844 });
		for (const { path, ...titles } of [...documents, ...forms]) {
			for (const lang of ["id", "en"] as const) {
				await page.goto(`${path}?lang=${lang}`);
				await expect(page.getByRole("heading", { level: 1, name: titles[lang], exact: true })).toBeVisible();
				await expect(page.locator("html")).toHaveAttribute("lang", lang);
				// The languages differ in words only; one of them is enough for the dark colours.
				for (const colorScheme of lang === "id" ? (["light", "dark"] as const) : (["light"] as const)) {
					await page.emulateMedia({ colorScheme });
					const paper = colorScheme === "light" ? "rgb(251, 251, 249)" : "rgb(17, 25, 24)";
					await expect(page.locator("body")).toHaveCSS("background-color", paper);
					const { violations } = await new AxeBuilder({ page }).analyze();
					const found = violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(", ")}`);
					expect(found, `${path} in ${lang}, ${colorScheme}`).toEqual([]);
				}
				const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
				expect(overflow, `${path} in ${lang} is wider than the screen`).toBeLessThanOrEqual(0);
			}
		}
	});
}

test.describe("without JavaScript", () => {
	test.use({ javaScriptEnabled: false });

	test("a reader finds every page, both languages, each section and the way back", async ({ page }) => {
		await page.goto("/data-deletion");
		await page.keyboard.press("Tab");
		await expect(page.getByRole("link", { name: "Langsung ke isi" })).toBeFocused();
		await page.getByRole("navigation", { name: "Isi halaman" }).getByRole("link", { name: "Lama pengerjaan" }).click();
		await expect(page).toHaveURL(/#time$/);
		await expect(page.getByRole("heading", { level: 2, name: "Lama pengerjaan" })).toBeInViewport();
		await page.getByRole("link", { name: "English" }).click();
		await expect(page.getByRole("heading", { level: 1, name: "Data deletion" })).toBeVisible();
		await page.getByRole("contentinfo").getByRole("link", { name: "Terms of use" }).click();
		await expect(page.getByRole("heading", { level: 1, name: "Terms of use" })).toBeVisible();
		await page.getByRole("contentinfo").getByRole("link", { name: "Privacy policy" }).click();
		await expect(page.getByRole("heading", { level: 1, name: "Privacy policy" })).toBeVisible();
		await expect(page.getByRole("link", { name: "Back to login" })).toHaveAttribute("href", "/login");
	});
});

test("the login page leads to them and back", async ({ page }) => {
	await page.goto("/login");
	for (const { id } of documents) {
		await page.getByRole("navigation", { name: "Halaman umum" }).getByRole("link", { name: id, exact: true }).click();
		await expect(page.getByRole("heading", { level: 1, name: id, exact: true })).toBeVisible();
		await page.getByRole("link", { name: "Kembali ke halaman masuk" }).click();
		await expect(page.getByRole("heading", { level: 1, name: "Masuk" })).toBeVisible();
	}
});

test("on paper only the text is left", async ({ page }) => {
	await page.goto("/data-deletion");
	await page.emulateMedia({ media: "print", colorScheme: "dark" });
	await expect(page.locator("body")).toHaveCSS("background-color", "rgb(255, 255, 255)");
	await expect(page.locator("body")).toHaveCSS("color", "rgb(0, 0, 0)");
	await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
	await expect(page.getByRole("navigation")).toHaveCount(0);
	await expect(page.locator("nav:visible, .back:visible, .language:visible")).toHaveCount(0);
});
