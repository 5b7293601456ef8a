import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { ask } from "./sandbox";
import { logIn } from "./shop";
import { consent } from "./steps/instagram";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const account = "toko.contoh.outlet";

async function expectAccessible(page: Page) {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

const card = (page: Page) => page.getByRole("region", { name: `@${account}`, exact: true });

/** What the sandbox has delivered: nothing waits any more, and what was answered. */
interface Deliveries {
	pending: number;
	posts: { status: number }[];
}

interface Seen {
	username: string;
	collected: number;
	last_event: string | null;
}

/** The account as the server tells of it. */
async function seen(page: Page): Promise<Seen | undefined> {
	const answer = await page.request.get("/api/v1/workspaces/toko-contoh/instagram/accounts");
	return ((await answer.json()) as { items: Seen[] }).items.find(({ username }) => username === account);
}

test("an Instagram account is connected with consent, left, taken away at Instagram, and what was collected deleted", async ({
	page,
}) => {
	await logIn(page);
	await page.getByRole("link", { name: "Instagram", exact: true }).first().click();
	await expect(page.getByRole("heading", { level: 1, name: "Instagram" })).toBeVisible();
	await consent(page, account, "Tolak");
	await expect(page.getByText("Anda tidak memberi izin di Instagram.")).toBeVisible();
	await expect(card(page)).toHaveCount(0);

	await consent(page, account, "Izinkan");
	expect(page.url()).not.toContain("code=");
	await expect(page.getByText("Akun tersambung", { exact: true })).toBeVisible();
	await expect(card(page).getByText("Tersambung", { exact: true })).toBeVisible();
	await expect(card(page).getByText("310 pengikut")).toBeVisible();
	await expect(card(page).getByText("diperpanjang sendiri")).toBeVisible();
	for (const colorScheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme });
		await expectAccessible(page);
	}
	await page.setViewportSize({ width: 390, height: 844 });
	await expectAccessible(page);
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	await page.setViewportSize({ width: 1440, height: 900 });
	await page.emulateMedia({ colorScheme: "light" });

	await ask("instagram/acts/comment", { account, person: "siti.rahma", text: "Masih ada?" });
	await expect.poll(async () => (await seen(page))?.last_event ?? null).not.toBeNull();
	await page.reload();
	await expect(card(page).getByText("Masuk, terakhir")).toBeVisible();

	await card(page).getByRole("button", { name: "Putuskan" }).click();
	const dialog = page.getByRole("dialog", { name: `Putuskan @${account}?` });
	await expect(dialog.getByText("Token akses dimusnahkan")).toBeVisible();
	await expectAccessible(page);
	await dialog.getByRole("button", { name: "Putuskan" }).click();
	await expect(card(page).getByText("Terputus", { exact: true }).first()).toBeVisible();
	const kept = (await seen(page))?.collected;
	await ask("instagram/acts/comment", { account, person: "siti.rahma", text: "Halo?" });
	await ask("instagram/acts/raw-webhook", {
		body: {
			object: "instagram",
			entry: [
				{
					id: "17841400000000002",
					time: 1764142800,
					changes: [
						{ field: "comments", value: { id: "1790000000000001", text: "Halo?", from: { id: "9", username: "x" } } },
					],
				},
			],
		},
	});
	await expect.poll(async () => (await ask<Deliveries>("webhooks")).pending).toBe(0);
	expect((await ask<Deliveries>("webhooks")).posts.at(-1)?.status).toBe(200);
	expect((await seen(page))?.collected).toBe(kept);

	await consent(page, account, "Izinkan");
	await expect(card(page).getByText("Tersambung", { exact: true })).toBeVisible();
	await ask("instagram/acts/deauthorize", { account });
	await expect(card(page).getByText("Pemilik akun mencabut akses di Instagram")).toBeVisible();

	await card(page).getByRole("button", { name: "Hapus data yang terkumpul" }).click();
	const erase = page.getByRole("dialog", { name: `Hapus data @${account}?` });
	await expectAccessible(page);
	await erase.getByLabel(`Ketik ${account} untuk melanjutkan`).fill(account);
	await erase.getByRole("button", { name: "Hapus data yang terkumpul" }).click();
	await expect(card(page)).toHaveCount(0);
	expect(await seen(page)).toBeUndefined();
});
