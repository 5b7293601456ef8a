import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { act, quickStatuses, writeAs } from "./sandbox";
import { contactFile, logIn, shop } from "./shop";
import { startBlast } from "./steps/blast";
import { haveChannel, setPace } from "./steps/channel";
import { importContacts } from "./steps/import";

// The pictures of the README, from the running product and invented customers: scripts/screenshots.

const phoneSize = { width: 390, height: 844 };

/** A drawing of batik, as a customer would photograph it. */
async function batik(page: Page): Promise<Buffer> {
	await page.setViewportSize({ width: 480, height: 320 });
	await page.setContent(`<body style="margin:0;height:320px;background:
		radial-gradient(circle at 50% 50%, #f2d9a8 0 5px, transparent 6px) 0 0/40px 40px,
		radial-gradient(circle at 50% 50%, transparent 0 13px, #c98a3c 14px 16px, transparent 17px) 0 0/40px 40px,
		repeating-linear-gradient(45deg, #4a2514 0 20px, #5d3019 20px 40px)">`);
	return page.screenshot();
}

/** The version changes with every commit, the pictures need not. */
const hideVersion = (page: Page) =>
	page.getByText(/^Kelola Pesan \S+/).evaluate((node) => {
		node.style.visibility = "hidden";
	});

test("pictures", async ({ page, context }) => {
	const folder = `${test.info().config.rootDir}/../../docs/images`;
	const file = contactFile();
	const [asks, thanks, sees, ordered, ...rest] = file.good.slice(20);
	if (!asks || !thanks || !sees || !ordered) {
		throw new Error("the file has too few customers");
	}
	await quickStatuses(600);
	await logIn(page);
	await haveChannel(page);
	await setPace(page, 60);
	await importContacts(page, file);
	for (const { phone, name } of file.good.slice(0, 60)) {
		await act("customer", { phone, name });
	}
	for (const { phone } of rest.filter((_, index) => index % 41 === 7)) {
		await act("customer", { phone, not_on_whatsapp: true });
	}
	await startBlast(page, file.good, "628002000001");
	const read = page.getByRole("listitem").filter({ hasText: "Dibaca" }).locator("b").first();
	await expect
		.poll(async () => Number((await read.textContent())?.replace(".", "")), { timeout: 60_000 })
		.toBeGreaterThan(480);
	await page.mouse.move(700, 5);
	await hideVersion(page);
	await expect(page.getByText("Blast dimulai")).toHaveCount(0);
	await page.screenshot({ path: `${folder}/blast.png` });
	await expect(page.getByText("Selesai", { exact: true })).toBeVisible({ timeout: 60_000 });

	const data = (await batik(await context.newPage())).toString("base64");
	for (const { phone, name } of [asks, thanks, sees, ordered]) {
		await act("customer", { phone, name });
	}
	await writeAs(sees.phone, "Mau lihat");
	await writeAs(thanks.phone, "Sudah sampai, Kak. Kainnya bagus sekali, terima kasih");
	await writeAs(ordered.phone, "Saya pesan dua potong ukuran L ya");
	await writeAs(asks.phone, "Halo Kak, motif seperti ini masih ada?");
	await act("inbound", { from: asks.phone, type: "image", mime_type: "image/png", data, text: "Yang warna cokelat" });

	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: new RegExp(asks.name) }).click();
	await expect(page.getByRole("log").getByRole("img", { name: /.+/ }).first()).toBeVisible();
	await page
		.getByRole("textbox", { name: "Tulis balasan" })
		.fill("Masih ada, Kak. Tinggal empat potong. Mau dikirim ke mana?");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("log").getByRole("img", { name: "Dibaca" })).toHaveCount(2);
	await writeAs(asks.phone, "Ke Solo, Kak. Dua potong ya");
	await expect(page.getByRole("log")).toContainText("Ke Solo, Kak.");
	await expect
		.poll(() =>
			page
				.getByRole("log")
				.locator("img")
				.evaluate((img: HTMLImageElement) => img.naturalWidth),
		)
		.toBeGreaterThan(0);
	await page.mouse.move(700, 5);
	await hideVersion(page);
	await page.screenshot({ path: `${folder}/inbox.png` });

	await page.setViewportSize(phoneSize);
	await expect(page.getByRole("button", { name: "Kembali" })).toBeVisible();
	const field = page.getByRole("textbox", { name: "Tulis balasan" });
	await expect.poll(async () => (await field.boundingBox())?.height).toBeLessThan(60);
	await page.screenshot({ path: `${folder}/phone.png` });
});
