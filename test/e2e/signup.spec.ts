import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Phone, writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function expectAccessible(page: Page) {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

test("a stranger signs up on a form, confirms from the phone, and only then has agreed", async ({ page, browser }) => {
	const stamp = String(Date.now() % 1_000_000).padStart(6, "0");
	const wa = `62812${stamp}7`;
	const name = `Tamu ${stamp}`;
	await logIn(page);
	await haveChannel(page);
	await page.goto(`${shop}/contacts`);
	await page.getByRole("button", { name: "Lainnya" }).last().click();
	await page.getByRole("menuitem", { name: "Formulir pendaftaran" }).click();
	await page.getByRole("button", { name: "Buat formulir" }).click();
	await page.getByLabel("Nama formulir").fill(`Bazar ${stamp}`);
	await page.getByRole("checkbox", { name: "Layanan" }).check();
	await page.getByRole("button", { name: "Buat formulir" }).click();
	const link = await page.getByLabel("Tautan formulir", { exact: true }).inputValue();
	await expect(page.getByRole("img", { name: "Kode QR formulir" })).toHaveJSProperty("complete", true);
	await expectAccessible(page);

	for (const colorScheme of ["light", "dark"] as const) {
		const judge = await (await browser.newContext({ colorScheme })).newPage();
		await judge.goto(link);
		await expectAccessible(judge);
		await judge.getByRole("button", { name: /^(Daftar|Sign up)$/ }).click();
		await expectAccessible(judge);
		await judge.context().close();
	}

	// Without JavaScript, on a small phone.
	const elsewhere = await browser.newContext({
		javaScriptEnabled: false,
		viewport: { width: 360, height: 740 },
		locale: "id-ID",
	});
	const guest = await elsewhere.newPage();
	await guest.goto(link);
	await expect(guest.getByRole("checkbox", { checked: true })).toHaveCount(0);
	await guest.getByLabel("Nama").fill(name);
	await guest.getByLabel("Nomor WhatsApp").fill(`0${wa.slice(2)}`);
	await guest.getByRole("button", { name: "Daftar" }).click();
	await expect(guest.getByRole("alert")).toContainText("Centang paling sedikit satu");
	await guest.getByRole("checkbox", { name: /Promosi/ }).check();
	await guest.getByRole("button", { name: "Daftar" }).click();
	await expect(guest.getByRole("heading", { name: "Satu langkah lagi" })).toBeVisible();
	const message = await guest.locator("code").innerText();
	expect(message).toMatch(/^DAFTAR [A-Z2-9]{8}$/);
	const chat = await guest.getByRole("link", { name: "Buka WhatsApp dan kirim" }).getAttribute("href");
	expect(chat).toContain(encodeURIComponent(message));
	const wide = await guest.evaluate(() => document.documentElement.scrollWidth).catch(() => 360);
	expect(wide).toBeLessThanOrEqual(360);
	await elsewhere.close();

	// Nothing counts yet: nobody of this name is there.
	await page.goto(`${shop}/contacts?search=${encodeURIComponent(name)}`);
	await expect(page.getByText("Tidak ada yang cocok")).toBeVisible();

	await writeAs(wa, message);
	await expect(async () => {
		await page.goto(`${shop}/contacts?search=${encodeURIComponent(name)}`);
		await expect(page.getByRole("row", { name: new RegExp(name) })).toBeVisible({ timeout: 1000 });
	}).toPass();
	await page.getByRole("row", { name: new RegExp(name) }).click();
	await expect(page.getByRole("dialog")).toContainText(`form: Bazar ${stamp}`);

	const phone = await Phone.open(await (await browser.newContext()).newPage(), wa);
	await phone.shows("Terima kasih, pendaftaran Anda sudah kami catat.");
});
