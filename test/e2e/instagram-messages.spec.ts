import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { ask } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveInstagram } from "./steps/instagram";

const account = "toko.contoh";
const person = "ratna.sari";

interface Written {
	id: string;
}

const write = (more: object) => ask<Written>("instagram/acts/message", { account, person, ...more });

async function expectAccessible(page: Page) {
	const { violations } = await new AxeBuilder({ page })
		.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
		.analyze();
	expect(violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
}

test("a person writes on Instagram, is answered once, reacts, takes a message back, and taps an opening question", async ({
	page,
}) => {
	await logIn(page);
	await haveInstagram(page, account);
	await page
		.getByRole("region", { name: `@${account}`, exact: true })
		.getByRole("button", { name: "Pertanyaan pembuka" })
		.click();
	await page.getByLabel("Pertanyaan 1").fill("Jam buka?");
	await page.getByRole("button", { name: "Simpan" }).click();
	await expect(page.getByRole("dialog")).toHaveCount(0);

	await write({ text: "Kak, gamis birunya masih ada?" });
	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /gamis birunya masih ada/ }).click();
	const log = page.getByRole("log");
	await expect(log.getByText("Kak, gamis birunya masih ada?")).toBeVisible();
	await expect(page.getByText(/^2[34] j \d+ m lagi$/)).toBeVisible();
	await expect(page.getByText(new RegExp(`@${person.replace(".", "\\.")}`)).first()).toBeVisible();

	await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Masih, Kak. Ukuran apa?");
	await page.keyboard.press("Enter");
	await expect(log.getByText("Masih, Kak. Ukuran apa?")).toHaveCount(1);
	await expect.poll(async () => (await ask<{ pending: number }>("webhooks")).pending).toBe(0); // its echo has come
	await page.reload();
	await expect(log.getByText("Masih, Kak. Ukuran apa?")).toHaveCount(1);

	await page.locator("#content input[type=file]").setInputFiles({
		name: "harga.pdf",
		mimeType: "application/pdf",
		buffer: Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"),
	});
	await expect(page.getByText("harga.pdf")).toBeVisible();
	await page.getByRole("button", { name: "Kirim", exact: true }).click();
	await expect
		.poll(
			async () =>
				(await ask<{ effects: { attachments?: string[] }[] }>("instagram/effects?kind=message")).effects.at(-1)
					?.attachments,
		)
		.toEqual(["file"]);
	await expect(log.getByRole("link", { name: /harga\.pdf/ })).toHaveCount(1);

	const { effects } = await ask<{ effects: { object_id: string }[] }>("instagram/effects?kind=message");
	const ours = effects.at(-1)?.object_id;
	await ask("instagram/acts/react", { message_id: ours, text: "❤" });
	await expect(log.getByText(/❤/)).toBeVisible();
	await ask("instagram/acts/read", { message_id: ours });
	await expect(log.getByRole("img", { name: "Dibaca" })).toHaveCount(2); // what was said before it, too

	const wrong = await write({ text: "Nomor rekening saya 123" });
	await expect(log.getByText("Nomor rekening saya 123")).toBeVisible();
	await ask("instagram/acts/unsend", { message_id: wrong.id });
	await expect(log.getByText("Pesan ini ditarik pengirimnya")).toBeVisible();
	await expect(page.getByText("Nomor rekening saya 123")).toHaveCount(0);

	await ask("instagram/acts/ice-breaker", { account, person, text: "Jam buka?" });
	await expect(log.getByText("Jam buka?")).toBeVisible();

	for (const colorScheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme });
		await expectAccessible(page);
	}
	await page.setViewportSize({ width: 390, height: 844 });
	await expectAccessible(page);
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	const shown = await page.evaluate(() => [...document.images].map((image) => new URL(image.src).origin));
	expect(shown.every((origin) => origin === new URL(page.url()).origin)).toBe(true);
});
