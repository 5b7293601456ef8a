import { expect, test } from "./fixtures";
import { writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

test("what a number on the do-not-store list writes never arrives, until it is taken off", async ({ page }) => {
	const family = "628004000091";
	await logIn(page);
	await haveChannel(page);
	await page.goto(`${shop}/settings?tab=unstored`);
	await page.getByRole("textbox", { name: "Nomor" }).fill(`+${family}`);
	await page.keyboard.press("Enter");
	await expect(page.getByRole("row", { name: /\+6280\*+91/ })).toBeVisible();

	await writeAs(family, "Jangan lupa jemput anak-anak");
	await writeAs("628004000092", "Kak, ada ukuran XL?");
	await page.goto(`${shop}/inbox`);
	await expect(page.getByRole("button", { name: /ada ukuran XL/ })).toBeVisible();
	await expect(page.getByText("jemput anak-anak")).toHaveCount(0);
	await page.goto(`${shop}/contacts?search=${family.slice(2)}`);
	await expect(page.getByText("Tidak ada yang cocok")).toBeVisible();

	await page.goto(`${shop}/settings?tab=unstored`);
	await expect(page.getByText(/^1 pesan tidak disimpan/)).toBeVisible();
	await page.getByRole("button", { name: /^Keluarkan/ }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Simpan lagi" }).click();
	await expect(page.getByText("Belum ada nomor di daftar ini.")).toBeVisible();
	await writeAs(family, "Sudah di rumah?");
	await page.goto(`${shop}/inbox`);
	await expect(page.getByRole("button", { name: /Sudah di rumah/ })).toBeVisible();
});
