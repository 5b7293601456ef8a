import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { ask } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveInstagram } from "./steps/instagram";

const account = "toko.contoh";
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

interface Effects {
	private_replies: Record<string, number>;
	public_replies: Record<string, number>;
}

interface State {
	threads: { person: string; messages: { id: string; buttons: { title: string }[] | null }[] }[];
}

const comment = (person: string, text: string) =>
	ask<{ id: string }>("instagram/acts/comment", { account, person, text });
const effects = () => ask<Effects>("instagram/effects?counts=1");

async function expectAccessible(page: Page) {
	for (const width of [1440, 390]) {
		await page.setViewportSize({ width, height: 900 });
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme });
			const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
			expect
				.soft(
					violations.map(
						({ id, nodes }) => `${width} ${colorScheme}: ${id} at ${nodes.map((n) => n.target).join(", ")}`,
					),
				)
				.toEqual([]);
		}
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
	}
	await page.setViewportSize({ width: 1440, height: 900 });
	await page.emulateMedia({ colorScheme: "light" });
}

const listed = (page: Page, text: string) => page.getByRole("listitem").filter({ hasText: text });

test("a rule for a word: tried, started, answers a comment once in public and privately; a left account hears no more", async ({
	page,
}) => {
	test.setTimeout(300_000);
	await logIn(page);
	await haveInstagram(page, account);
	await comment("wulan.sari", "harga yang merah berapa?");

	await page.getByRole("link", { name: "Otomasi", exact: true }).click();
	await page.getByRole("button", { name: /^Harga lewat DM/ }).click();
	await page.getByRole("textbox", { name: "Pesan pribadi 1" }).fill("Halo {{username}}, mulai 150 ribu.");
	await page.getByRole("textbox", { name: "Balasan publik 1" }).fill("Cek DM ya, @{{username}}");
	await page.getByRole("button", { name: "Hapus Balasan publik 2" }).click();
	await page.getByLabel("Coba sebuah teks").fill("hraga kak?");
	await expect(page.getByText('Dijawab: ada kata "harga".')).toBeVisible();
	await expectAccessible(page);

	// What was written already shows what the rule would do.
	await page.getByRole("button", { name: "Uji coba", exact: true }).click();
	await page.getByRole("button", { name: "Jalankan uji coba" }).click();
	const tried = page.getByRole("table", { name: "Hasil uji coba" });
	await expect(tried.getByRole("row", { name: /harga yang merah/ })).toContainText("Halo wulan.sari, mulai 150 ribu.");
	await expectAccessible(page);

	await page.getByRole("button", { name: "Simpan dan aktifkan" }).click();
	await expect(page.getByText("Aktif", { exact: true })).toBeVisible();
	await expect(page.getByText("Ada perubahan yang belum disimpan")).toHaveCount(0);

	const { id } = await comment("rina.wati", "HARGA kak");
	await expect.poll(async () => (await effects()).private_replies[id]).toBe(1);
	await expect.poll(async () => (await effects()).public_replies[id]).toBe(1);

	await page.goto(`${shop}/automation/matches`);
	const row = page.getByRole("row", { name: /HARGA kak/ });
	await expect(row).toContainText("Dijawab");
	await expect(row.getByText(/^(Terkirim|Sampai|Dibaca)$/)).toBeVisible();
	await expect(row.getByText("Terbit", { exact: true })).toBeVisible();
	await expectAccessible(page);

	// Once per person, and the same comment delivered again changes nothing.
	await comment("rina.wati", "harga lagi dong");
	await page.goto(`${shop}/automation/comments`);
	await expect(listed(page, "harga lagi dong")).toContainText("Orang ini sudah pernah dijawab aturan ini");
	await listed(page, "harga lagi dong").getByRole("button", { name: "Balas rina.wati" }).click();
	await page.getByRole("dialog").getByLabel("Teks balasan").fill("Boleh, Kak");
	await page.getByRole("dialog").getByRole("button", { name: "Kirim balasan" }).click();
	await expect(listed(page, "harga lagi dong")).toContainText("Balasan pribadi oleh tim");
	await listed(page, "harga yang merah")
		.getByRole("button", { name: /^Tindakan lain/ })
		.click();
	await page.getByRole("menuitem", { name: "Sembunyikan" }).click();
	await expect(listed(page, "harga yang merah")).toContainText("Disembunyikan");
	await expectAccessible(page);
	expect((await effects()).private_replies[id]).toBe(1);

	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /rina\.wati/ }).click();
	await expect(page.getByRole("log").getByText("Halo rina.wati, mulai 150 ribu.")).toBeVisible();

	await page.goto(`${shop}/social/instagram`);
	const card = page.getByRole("region", { name: `@${account}`, exact: true });
	await card.getByRole("button", { name: "Putuskan" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Putuskan" }).click();
	await expect(card.getByText("Terputus", { exact: true }).first()).toBeVisible();
	const after = await comment("joko.susilo", "harga setelah putus");
	await expect.poll(async () => (await ask<{ pending: number }>("webhooks")).pending).toBe(0);
	await page.goto(`${shop}/automation/comments`);
	await expect(listed(page, "HARGA kak")).toBeVisible();
	await expect(listed(page, "harga setelah putus")).toHaveCount(0);
	expect((await effects()).private_replies[after.id]).toBeUndefined();

	await page.goto(`${shop}/automation`);
	await page.getByRole("button", { name: "Hapus Harga lewat DM" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Hapus" }).click();
	await expect(page.getByRole("button", { name: "Hapus Harga lewat DM" })).toHaveCount(0);
});

test("an opening message: a tap, then follow, then the content, then a number that lands at the contact", async ({
	page,
}) => {
	test.setTimeout(300_000);
	const person = "sri.wahyuni";
	await logIn(page);
	await haveInstagram(page, account);
	await page.goto(`${shop}/automation/rules/new?recipe=follow`);
	await page.getByLabel(/^Nama aturan/).fill("Katalog untuk pengikut");
	await page.getByRole("textbox", { name: "Kata kunci 1" }).fill("katalog");
	await page.getByRole("textbox", { name: "Tautan tombol 1" }).fill("https://contoh.id/katalog");
	await page.getByRole("switch", { name: "Ajukan pertanyaan setelah isi" }).click();
	await page.getByRole("button", { name: "Simpan dan aktifkan" }).click();
	await expect(page.getByText("Aktif", { exact: true })).toBeVisible();

	const { id } = await comment(person, "katalog dong kak");
	await expect.poll(async () => (await effects()).private_replies[id]).toBe(1);
	const taps = async (button: string) => {
		const { state } = await ask<{ state: State }>("instagram/state");
		const message = state.threads
			.find((known) => known.person === person)
			?.messages.findLast(({ buttons }) => buttons?.some(({ title }) => title === button));
		await ask("instagram/acts/tap", { message_id: message?.id, button });
	};
	const history = page.getByRole("row", { name: /katalog dong kak/ });
	await page.goto(`${shop}/automation/matches`);
	await expect(history).toContainText("Menunggu ketukan");
	await taps("Kirim ke saya");
	await expect(history).toContainText("Diajak mengikuti, menunggu ketukan");
	await ask("instagram/acts/relation", { account, person, follows: true });
	await taps("Sudah mengikuti");
	await expect(history).toContainText("Menunggu nomor");
	await ask("instagram/acts/message", { account, person, text: "0800 4000 123" });
	await expect(history).toContainText("Selesai");
	await history.getByRole("link", { name: `@${person}` }).click();
	await expect(page.getByRole("dialog", { name: /800 4000123/ })).toBeVisible();

	await page.goto(`${shop}/automation`);
	await page.getByRole("button", { name: "Hapus Katalog untuk pengikut" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Hapus" }).click();
	await expect(page.getByRole("button", { name: "Hapus Katalog untuk pengikut" })).toHaveCount(0);
});
