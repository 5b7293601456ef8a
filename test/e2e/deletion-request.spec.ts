import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Phone, writeAs } from "./sandbox";
import { logIn, setting, shop } from "./shop";
import { haveChannel } from "./steps/channel";
import { emptyWorkspace } from "./steps/workspace";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function expectAccessible(page: Page) {
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

test.describe("an owner asks on the public form", () => {
	// The code is asked for anew when a request came without one.
	test.use({ tolerated: /^422 POST .*\/answer$/ });

	test("and confirms in the app; only then it waits for the operator", async ({ page, browser }) => {
		const home = await emptyWorkspace("formulir", "Toko Formulir");
		const elsewhere = await browser.newContext({
			javaScriptEnabled: false,
			viewport: { width: 360, height: 740 },
			locale: "id-ID",
		});
		const guest = await elsewhere.newPage();
		await guest.goto("/data-deletion");
		await guest.getByRole("link", { name: "formulir permintaan" }).click();
		await guest.getByRole("button", { name: "Kirim permintaan" }).click();
		await expect(guest.getByRole("alert")).toContainText("Pilih paling sedikit satu jenis data");
		await guest.getByLabel("Nama pengguna", { exact: true }).fill("pemilik");
		await guest.getByLabel(/^Kode lisensi/).fill(setting("KELOLA_CODE"));
		await guest.getByLabel(/^Nama ruang kerja/).fill("toko formulir");
		await guest.getByRole("checkbox", { name: "Seluruh ruang kerja" }).check();
		await guest.getByRole("button", { name: "Kirim permintaan" }).click();
		await expect(guest.getByRole("heading", { name: "Permintaan diterima" })).toBeVisible();
		await guest.getByRole("link", { name: "Buka halaman status" }).click();
		await expect(guest.getByText(/menunggu bukti/)).toBeVisible();

		await logIn(page);
		await page.goto(`${home}/privacy`);
		await expect(page.getByText("Ada permintaan yang menunggu jawaban Anda")).toBeVisible();
		await expectAccessible(page);
		await page.getByRole("link", { name: "Seluruh ruang kerja" }).click();
		await expect(page.getByText(/datang dengan kode lisensi seorang pemilik/)).toBeVisible();
		await expectAccessible(page);
		await page.getByRole("button", { name: "Ya, ini permintaan kami" }).click();
		await expect(page.getByText("Penghapusan belum dimulai")).toBeVisible();
		await expectAccessible(page);
		await guest.reload();
		await expect(guest.getByText(/menunggu persetujuan/)).toBeVisible();
		await elsewhere.close();

		await page.getByRole("button", { name: "Batalkan penghapusan" }).click();
		await expect(page.getByText("Penghapusan dibatalkan")).toBeVisible();
	});
});

test("a person asks for their own data, proves the number from the phone, and an owner agrees", async ({
	page,
	browser,
}) => {
	const stamp = String(Date.now() % 1_000_000).padStart(6, "0");
	const wa = `62813${stamp}4`;
	await logIn(page);
	await haveChannel(page);
	await writeAs(wa, "Halo, apakah masih buka?");

	const guest = await (await browser.newContext({ javaScriptEnabled: false, locale: "id-ID" })).newPage();
	await guest.goto("/data-deletion/contact");
	await guest.getByLabel("Nomor WhatsApp Anda").fill(`0${wa.slice(2)}`);
	await guest.getByRole("button", { name: "Kirim permintaan" }).click();
	const message = await guest.locator("code").first().innerText();
	expect(message).toMatch(/^HAPUS [A-Z2-9]{8}$/);
	await guest.getByRole("link", { name: "Buka halaman status" }).click();
	await expect(guest.getByText(/menunggu bukti|Permintaan diterima/)).toBeVisible();

	await writeAs("628139999999", message); // somebody else's phone proves nothing
	await writeAs(wa, message);
	await expect(async () => {
		await page.goto(`${shop}/privacy`);
		await expect(page.getByText("Ada permintaan yang menunggu jawaban Anda")).toBeVisible({ timeout: 1000 });
	}).toPass();
	await expectAccessible(page);
	const phone = await Phone.open(await (await browser.newContext()).newPage(), wa);
	await phone.shows("sudah terbukti dari nomor ini");

	await page.getByRole("link", { name: "Satu kontak" }).first().click();
	await expect(page.getByRole("heading", { name: "Seseorang meminta datanya dihapus" })).toBeVisible();
	await expectAccessible(page);
	await page.getByRole("button", { name: "Hapus data orang ini" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Hapus data orang ini" }).click();
	await expect(page.getByRole("heading", { name: "Pemeriksaan sesudahnya" })).toBeVisible({ timeout: 60_000 });
	await page.goto(`${shop}/contacts?search=${wa}`);
	await expect(page.getByText("Tidak ada yang cocok")).toBeVisible();
	await expect(async () => {
		await guest.reload();
		await expect(guest.getByText("Selesai: data sudah terhapus.")).toBeVisible({ timeout: 1000 });
	}).toPass();
	await guest.context().close();
});
