import { expect, test } from "./fixtures";
import { Phone, writeAs } from "./sandbox";
import { logIn } from "./shop";
import { haveChannel } from "./steps/channel";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("on a phone: log in, read a message that has just come, answer it", async ({ page, context }) => {
	const customer = "628004000001";
	await logIn(page);
	await haveChannel(page);
	await page
		.getByRole("navigation", { name: "Halaman utama" })
		.getByRole("link", { name: /Kotak masuk/ })
		.tap();
	await expect(page.getByRole("heading", { name: "Kotak masuk" })).toBeVisible();
	await expect(page.getByRole("status").filter({ hasText: "Langsung" })).toBeVisible(); // on a phone the dot alone

	await writeAs(customer, "Kak, pesanan saya sudah dikirim?");
	await page.getByRole("button", { name: /pesanan saya sudah dikirim/ }).tap();
	await expect(page.getByRole("log")).toContainText("Kak, pesanan saya sudah dikirim?");
	await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Sudah, Kak. Resinya JX-2041.");
	await page.getByRole("button", { name: "Kirim", exact: true }).tap();
	await expect(page.getByRole("log")).toContainText("Sudah, Kak. Resinya JX-2041.");

	const phone = await Phone.open(await context.newPage(), customer);
	await phone.shows("Sudah, Kak. Resinya JX-2041.");
	await expect(page.getByRole("log").getByRole("img", { name: "Dibaca" })).toBeVisible();
	await page.getByRole("button", { name: "Kembali" }).tap();
	await expect(page.getByRole("button", { name: /Sudah, Kak/ })).toBeVisible();

	const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	for (const path of ["", "/inbox", "/contacts", "/blasts", "/channels", "/jobs", "/settings", "/held"]) {
		await page.goto(`/w/toko-contoh${path}`);
		await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
		expect(await overflow(), `${path || "home"} is wider than the phone`).toBeLessThanOrEqual(0);
	}
});
