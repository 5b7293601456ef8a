import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { act, writeAs } from "./sandbox";
import { logIn, setting, shop } from "./shop";
import { haveChannel } from "./steps/channel";
import { emptyWorkspace } from "./steps/workspace";

// What a browser keeps of people must go with their data. Every word that begins with this stands for somebody.
const mark = "KPCN1";
const slug = "jejak";
const name = "Toko Jejak";

test.use({
	tolerated: new RegExp(`^(404|410) GET /api/v1/workspaces/(toko-contoh/(conversations|contacts)|${slug}).*$`),
});

/** Everything that the browser keeps for this site, as one text: storages of each tab, databases, caches, cookies. */
async function keptBy(context: BrowserContext): Promise<string> {
	const parts: unknown[] = [await context.storageState({ indexedDB: true })];
	for (const page of context.pages()) {
		parts.push(
			await page.evaluate(async () => {
				const cached: string[] = [];
				for (const store of await caches.keys()) {
					const cache = await caches.open(store);
					for (const request of await cache.keys()) {
						cached.push(request.url, (await (await cache.match(request))?.text()) ?? "");
					}
				}
				return {
					local: { ...localStorage },
					session: { ...sessionStorage },
					cached,
					databases: await indexedDB.databases(),
				};
			}),
		);
	}
	return JSON.stringify(parts);
}

const count = (text: string) => text.split(mark).length - 1;

/** The owner has something deleted at once, and waits until it is proven. */
async function erase(page: Page, workspace: string, scope: object, called: string) {
	const api = `/api/v1/workspaces/${workspace}`;
	const planned = await page.request.post(`${api}/erasure-plan`, { data: { scope } });
	expect(planned.ok(), await planned.text()).toBe(true);
	const { hash, gone } = await planned.json();
	const asked = await page.request.post(`${api}/erasure-requests`, {
		data: {
			scope,
			plan_hash: hash,
			plan_gone: gone,
			grace_hours: 0,
			workspace_name: called,
			licence_code: setting("KELOLA_CODE"),
		},
	});
	expect(asked.ok(), await asked.text()).toBe(true);
}

for (const [way, customer] of [
	["by a request", "628004000177"],
	["by hand", "628004000178"],
] as const) {
	goesWithTheirData(way, customer);
}

function goesWithTheirData(way: "by a request" | "by hand", customer: string) {
	test(`what a browser keeps of somebody who is deleted ${way} goes with their data, in every tab`, async ({
		page,
		context,
	}) => {
		await logIn(page);
		await haveChannel(page);
		await act("customer", { phone: customer, name: `${mark} Ratna` });
		await writeAs(customer, `${mark} apakah masih ada?`);
		const second = await context.newPage();

		await test.step("a draft and what was opened last are kept", async () => {
			for (const tab of [page, second]) {
				await tab.goto(shop);
				const palette = tab.getByRole("combobox", { name: "Cari atau lompat" });
				await tab.getByRole("button", { name: "Cari atau lompat ke…" }).click();
				await palette.fill(mark);
				await tab.getByRole("group", { name: "Percakapan" }).getByRole("option").first().click();
				await expect(tab.getByRole("log")).toContainText("apakah masih ada");
			}
			await page.getByRole("textbox", { name: "Tulis balasan" }).fill(`${mark} masih, Kak, alamatnya di mana?`);
			await second.goto(shop);
			expect(count(await keptBy(context))).toBeGreaterThanOrEqual(3);
		});

		await test.step("once the person is deleted, nothing of them is kept", async () => {
			const found = await page.request.get(`/api/v1/workspaces/toko-contoh/contacts?search=${customer}`);
			const [contact] = (await found.json()).items;
			if (way === "by hand") {
				const gone = await page.request.delete(`/api/v1/workspaces/toko-contoh/contacts/${contact.id}`);
				expect(gone.ok(), await gone.text()).toBe(true);
			} else {
				await erase(page, "toko-contoh", { contact_id: contact.id }, "Toko Contoh");
			}
			await expect.poll(async () => count(await keptBy(context)), { timeout: 60_000 }).toBe(0);
			await page.reload();
			await page.goto(`${shop}/inbox`);
			await expect(page.getByRole("heading", { level: 1, name: "Kotak masuk" })).toBeVisible();
			expect(count(await keptBy(context))).toBe(0);
		});
		await second.close();
	});
}

test("a browser that was away forgets a deleted workspace when it comes back", async ({ page, context }) => {
	await emptyWorkspace(slug, name);
	await logIn(page);
	await page.goto(`/w/${slug}/instagram/rules/new`);
	const draft = { name: `${mark} aturan` };
	await page.evaluate(
		([key, text]) => localStorage.setItem(key as string, text as string),
		[`kp.rule.${slug}.new`, JSON.stringify(draft)],
	);
	await page.evaluate(
		([key, text]) => sessionStorage.setItem(key as string, text as string),
		[`kp.recent.${slug}`, JSON.stringify([{ key: "1", label: `${mark} Surya`, hint: "", href: "/" }])],
	);
	expect(count(await keptBy(context))).toBeGreaterThanOrEqual(2);
	await page.goto("about:blank");
	await erase(page, slug, { whole: true }, name);
	await expect
		.poll(async () => (await page.request.get(`/api/v1/workspaces/${slug}`)).status(), { timeout: 60_000 })
		.toBe(404);
	await page.goto("/");
	await expect(page.getByRole("heading", { level: 1, name: "Halo, Pemilik Toko" })).toBeVisible();
	await expect.poll(async () => count(await keptBy(context))).toBe(0);
	expect(await keptBy(context)).not.toContain(slug);
});
