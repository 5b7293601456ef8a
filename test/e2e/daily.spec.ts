import { expect, test } from "./fixtures";
import { accepted, Phone, writeAs } from "./sandbox";
import { fillInLogin, logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

test("stop everything: an answer waits, is seen to wait, and leaves when sending goes on", async ({
	page,
	context,
}) => {
	const customer = "628004000003";
	await logIn(page);
	await haveChannel(page);
	await writeAs(customer, "Kak, ongkir ke Solo berapa?");
	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /ongkir ke Solo/ }).click();

	await page.getByRole("button", { name: "Hentikan semua pengiriman" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Hentikan semua" }).click();
	await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Dua belas ribu, Kak.");
	await page.keyboard.press("Enter");
	await expect(page.getByText("Ditahan · Semua pengiriman dihentikan")).toBeVisible();
	await expect(page.getByText("Semua pengiriman dihentikan: 1 pesan ditahan.")).toBeVisible();
	expect((await accepted()).per_recipient[customer]).toBeUndefined();

	await page.getByRole("link", { name: "Lihat yang ditahan" }).click();
	await expect(page.getByRole("row", { name: /Dua belas ribu, Kak/ })).toBeVisible();
	await page.getByRole("button", { name: "Lanjutkan kirim" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Lanjutkan pengiriman" }).click();
	await expect(page.getByText("Tidak ada di sini")).toBeVisible();
	const phone = await Phone.open(await context.newPage(), customer);
	await phone.shows("Dua belas ribu, Kak.");
	expect((await accepted()).per_recipient[customer]).toBe(1);
});

test.describe("without a connection", () => {
	test.use({ tolerated: /^401 / });

	test("what is written waits for the network, and a lost session comes back to the same place", async ({
		page,
		context,
	}) => {
		const customer = "628004000004";
		await logIn(page);
		await haveChannel(page);
		await writeAs(customer, "Masih buka, Kak?");
		await page.goto(`${shop}/inbox`);
		await page.getByRole("button", { name: /Masih buka/ }).click();
		await context.setOffline(true);
		await expect(page.getByText("Menyambung ulang", { exact: true })).toBeVisible();
		await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Buka sampai jam sembilan.");
		await page.keyboard.press("Enter");
		await expect(page.getByRole("alert")).toContainText("Belum terkirim");
		await context.setOffline(false);
		await expect(page.getByRole("alert")).toHaveCount(0);
		await expect.poll(async () => (await accepted()).per_recipient[customer]).toBe(1);

		await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Besok juga");
		await page.request.delete("/api/v1/session");
		await expect(page.getByText("Sesi Anda sudah berakhir.")).toBeVisible(); // told at once, without a click
		await fillInLogin(page);
		await expect(page.getByRole("textbox", { name: "Tulis balasan" })).toHaveValue("Besok juga");
	});
});
