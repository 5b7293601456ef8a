import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";
import { writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

test("what a colleague answered stands in the report, in its file and on the home page", async ({ page }) => {
	await logIn(page);
	await haveChannel(page);
	await writeAs("628004000081", "Kak, bukanya sampai jam berapa?");
	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /sampai jam berapa/ }).click();
	await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Sampai jam sembilan malam.");
	await page.keyboard.press("Enter");
	await expect(page.getByText("Sampai jam sembilan malam.").first()).toBeVisible();
	await writeAs("628004000081", "Baik, terima kasih");

	await page.getByRole("link", { name: "Laporan" }).click();
	await expect(page.getByRole("img", { name: /^Pesan per hari/ })).toBeVisible();
	const team = page.getByRole("table", { name: "Beban tim" });
	await expect(team.getByRole("row")).not.toHaveCount(1);
	await page.getByText("Lihat sebagai tabel").click();
	const days = page.getByRole("table", { name: "Pesan per hari" });
	await expect(days).toBeVisible();
	await page.getByText("7 hari", { exact: true }).click();
	await expect(page).toHaveURL(/days=7/);
	await page.getByLabel("Asal", { exact: true }).selectOption("human");
	await expect(page.getByRole("table", { name: "Menurut asal" }).getByRole("row")).toHaveCount(2);

	const [file] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("link", { name: "Unduh CSV", exact: true }).click(),
	]);
	const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
	expect(lines).toHaveLength(1 + 7);
	const total = lines.slice(1).reduce((sum, line) => sum + Number(line.split(",")[1]), 0);
	const shown = await page.getByRole("table", { name: "Menurut asal" }).getByRole("cell").nth(1).innerText();
	expect(total).toBe(Number(shown.replace(/\D/g, "")));

	await page.goto(shop);
	await expect(page.getByRole("link", { name: /^Waktu balas hari ini/ })).toContainText("dtk");
});
