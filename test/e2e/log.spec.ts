import { expect, test } from "./fixtures";
import { act, writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

test("a message that failed is found by its number, with the reason in words, and leads back to the conversation", async ({
	page,
}) => {
	const customer = "628004000073";
	await logIn(page);
	await haveChannel(page);
	await writeAs(customer, "Kak, barangnya masih ada?");
	await act("block", { phone_number_id: "105500000000001", from: customer, on: true });
	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /barangnya masih ada/ }).click();
	await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Masih, tinggal dua.");
	await page.keyboard.press("Enter");
	await expect(page.getByText(/^Gagal ·/)).toBeVisible();

	await page.getByRole("link", { name: "Log pengiriman" }).click();
	await page.getByRole("searchbox", { name: "Nomor" }).fill("4000073");
	const row = page.getByRole("row", { name: /tinggal dua/ });
	await expect(row).toContainText("131026");
	await expect(row).toContainText("tidak dapat dijangkau");
	await expect(page.getByRole("row")).toHaveCount(2);
	await page.getByLabel("Status").selectOption("skipped");
	await expect(page.getByText("Tidak ada di sini")).toBeVisible();
	await page.getByLabel("Status").selectOption("failed");
	await row.click();
	await page.getByRole("dialog").getByRole("link", { name: "Buka percakapan" }).click();
	await expect(page.getByRole("textbox", { name: "Tulis balasan" })).toBeVisible();
});
