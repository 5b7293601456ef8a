import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";
import { operatorAt, takeIn } from "./steps/operator";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const widths = [1440, 390];
const pages = [
	"",
	"/inbox",
	"/contacts",
	"/contacts/manage",
	"/contacts/manage?tab=segments",
	"/contacts/segments/new",
	"/contacts/import",
	"/blasts",
	"/channels",
	"/channels/connect",
	"/social/instagram",
	"/templates",
	"/templates/new",
	"/contacts/forms",
	"/contacts/forms/new",
	"/automation",
	"/automation/rules/new?recipe=follow",
	"/automation/comments",
	"/automation/matches",
	"/automation/lab",
	"/jobs",
	"/reports",
	"/log",
	"/privacy",
	"/privacy/deletion",
	"/settings",
	"/settings?tab=members",
	"/settings?tab=unstored",
	"/nothing-here",
];

async function expectAccessible(page: Page, where: string) {
	const found: string[] = [];
	for (const width of widths) {
		await page.setViewportSize({ width, height: 900 });
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme });
			await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
			// What is measured has to be painted in the new colours first.
			await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
			const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
			for (const { id, nodes } of violations) {
				found.push(`${where}, ${width}, ${colorScheme}: ${id} at ${nodes.map((node) => node.target).join(", ")}`);
			}
		}
	}
	expect.soft(found).toEqual([]);
	await page.setViewportSize({ width: 1440, height: 900 });
}

test("the pages hold no barrier, wide and narrow, light and dark", async ({ page }) => {
	test.setTimeout(600_000);
	await page.goto("/login");
	await expect(page.getByRole("heading", { level: 1, name: "Masuk" })).toBeVisible();
	await expectAccessible(page, "login");
	await logIn(page);
	await haveChannel(page);
	const made = await page.request.post(`/api/v1${shop.replace("/w/", "/workspaces/")}/blasts`, {
		data: { name: "Kabar bulan ini" },
	});
	const { id: draft } = (await made.json()) as { id: string };
	const steps = ["recipients", "message", "schedule", "review"].map((step) => `/blasts/${draft}/edit?step=${step}`);
	for (const path of [...pages, ...steps]) {
		await page.goto(shop + path);
		await expect(page.getByRole("heading").first()).toBeVisible();
		await expect(page.getByLabel("Memuat")).toHaveCount(0);
		await expectAccessible(page, path || "home");
	}
	await writeAs("628004000002", "Apakah buka hari Minggu?");
	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /buka hari Minggu/ }).click();
	await expect(page.getByRole("textbox", { name: "Tulis balasan" })).toBeVisible();
	await expectAccessible(page, "a conversation");
});

test("the deletion desk holds no barrier, wide and narrow, light and dark", async ({ page }) => {
	test.setTimeout(300_000);
	const operator = await operatorAt(page, "meja.mata", "Mata Meja");
	const request = await takeIn(operator, "toko-contoh", { categories: ["C7"] });
	const desk = [
		"deletions",
		"deletions?show=done",
		`deletions/${request}`,
		"take-in",
		"list",
		"ledger",
		"backups",
		"report",
		"nothing",
	];
	for (const path of desk) {
		await page.goto(`/operator/${path}`);
		await expect(page.getByRole("heading").first()).toBeVisible();
		await expect(page.getByLabel("Memuat")).toHaveCount(0);
		await expectAccessible(page, `operator/${path}`);
	}
	await page.goto(`/operator/deletions/${request}`);
	await page.getByRole("button", { name: "Tolak" }).click();
	await expect(page.getByRole("dialog", { name: "Tolak" })).toBeVisible();
	await expectAccessible(page, "an act at the desk");
});
