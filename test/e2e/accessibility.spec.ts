import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
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
	"/templates",
	"/templates/new",
	"/jobs",
	"/held",
	"/settings",
	"/settings?tab=members",
	"/nothing-here",
];

async function expectAccessible(page: Page, where: string) {
	for (const colorScheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme });
		await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
		const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
		const grave = violations
			.filter(({ impact }) => impact === "serious" || impact === "critical")
			.map(({ id, nodes }) => `${where}, ${colorScheme}: ${id} at ${nodes.map((node) => node.target).join(", ")}`);
		expect(grave).toEqual([]);
	}
}

test("the main pages hold no serious barrier, light and dark", async ({ page }) => {
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
