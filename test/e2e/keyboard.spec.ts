import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { act, writeAs } from "./sandbox";
import { setting, shop } from "./shop";
import { haveChannel } from "./steps/channel";

const api = `/api/v1${shop.replace("/w/", "/workspaces/")}`;
const farthest = 60;

/** What a person sees of the focus: its name, and whether something shows where it is. */
const focus = (page: Page) =>
	page.evaluate(() => {
		const element = document.activeElement as HTMLElement;
		const box = element.getBoundingClientRect();
		const ring = getComputedStyle(element);
		const field = element.matches("input, select, textarea");
		const name = element.getAttribute("aria-label") ?? (element as HTMLInputElement).labels?.[0]?.textContent ?? "";
		return {
			id: element.id,
			tag: element.tagName,
			name: (name || (element.textContent ?? "")).trim(),
			lost: element === document.body,
			shown: field || (ring.outlineStyle !== "none" && Number.parseFloat(ring.outlineWidth) >= 2),
			inView: box.bottom > 0 && box.top < innerHeight,
		};
	});

/** Goes on with Tab until the focus is on what is named so. Everything on the way has to be seen. */
async function tabTo(page: Page, name: RegExp, tag = "") {
	for (let presses = 0; presses < farthest; presses++) {
		await page.keyboard.press("Tab");
		const now = await focus(page);
		if (!now.lost && now.id !== "content") {
			await expect.poll(() => focus(page), `seen on the way to ${name}`).toMatchObject({ shown: true, inView: true });
		}
		if (!now.lost && name.test(now.name) && now.tag.includes(tag)) {
			return;
		}
	}
	throw new Error(`Tab does not lead to ${name}`);
}

const atContent = (page: Page) => expect.poll(async () => (await focus(page)).id).toBe("content");

async function jump(page: Page, words: string, heading: string) {
	await page.keyboard.press("Control+k");
	await page.keyboard.type(words);
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
	await atContent(page);
}

test("log in, jump, compose a blast and answer somebody, without a pointer", async ({ page }) => {
	await test.step("log in: the first field has the focus", async () => {
		await page.goto("/");
		await expect(page.getByLabel("Nama pengguna")).toBeFocused();
		await page.keyboard.type(setting("KELOLA_USERNAME"));
		await tabTo(page, /Kode lisensi/);
		await page.keyboard.type(setting("KELOLA_CODE"));
		await page.keyboard.press("Enter");
		await expect(page.getByRole("heading", { level: 1, name: "Halo, Pemilik Toko" })).toBeVisible();
	});
	await haveChannel(page);
	const customer = { name: "Tuti Papan Ketik", phone: "628004000071" };
	const { id } = (await (await page.request.post(`${api}/contacts`, { data: customer })).json()) as { id: string };
	await page.request.put(`${api}/contacts/${id}/consents/promo`, { data: { state: "granted", source: "toko" } });
	await act("customer", customer);
	await writeAs(customer.phone, "Kak, bisa tanpa tetikus?");

	await test.step("what is closed gives the focus back", async () => {
		await tabTo(page, /^Pintasan$/);
		await page.keyboard.press("Enter");
		await expect(page.getByRole("dialog", { name: "Pintasan" })).toBeVisible();
		await page.keyboard.press("Escape");
		await expect(page.getByRole("button", { name: "Pintasan" })).toBeFocused();
	});

	await test.step("a blast up to the last question", async () => {
		await jump(page, "blast", "Blast");
		await tabTo(page, /^Buat blast$/);
		await page.keyboard.press("Enter");
		await expect(page.getByLabel("Nama blast")).toBeFocused();
		await page.keyboard.type("Tanpa tetikus");
		await page.keyboard.press("Enter");
		await expect(page.getByRole("heading", { level: 1, name: "Tanpa tetikus" })).toBeVisible();
		await atContent(page);
		await tabTo(page, /^Menurut grup, segmen, atau daftar nomor/);
		await page.keyboard.press("ArrowDown");
		await expect(page.getByRole("radio", { name: "Semua kontak" })).toBeChecked();
		await tabTo(page, /^Lanjut$/);
		await page.keyboard.press("Enter");
		await expect(page).toHaveURL(/step=message/);
		await atContent(page);
		await tabTo(page, /^Templat/, "SELECT");
		await page.keyboard.type("promo_akhir");
		for (const [field, words] of [
			[/^Kepala \{\{1\}\}/, "Kak"],
			[/^Isi \{\{1\}\}/, "Kak"],
			[/^Isi \{\{2\}\}/, "20%"],
			[/^Isi \{\{3\}\}/, "Minggu"],
		] as const) {
			await tabTo(page, field);
			await page.keyboard.type(words);
		}
		await tabTo(page, /^Lanjut$/);
		await page.keyboard.press("Enter");
		await expect(page).toHaveURL(/step=schedule/);
		await atContent(page);
		await tabTo(page, /^Lanjut$/);
		await page.keyboard.press("Enter");
		await expect(page).toHaveURL(/step=review/);
		await atContent(page);
		await tabTo(page, /^Kirim ke/);
		await page.keyboard.press("Enter");
		await expect(page.getByRole("dialog")).toBeVisible();
		await page.keyboard.press("Escape");
		await expect.poll(async () => (await focus(page)).name).toMatch(/^Kirim ke/);
	});

	await test.step("answer in the inbox", async () => {
		await jump(page, "kotak masuk", "Kotak masuk");
		await tabTo(page, /Tuti Papan Ketik/);
		await page.keyboard.press("Enter");
		await expect(page.getByRole("log")).toContainText("bisa tanpa tetikus?");
		await page.keyboard.press("r");
		await expect(page.getByRole("textbox", { name: "Tulis balasan" })).toBeFocused();
		await page.keyboard.type("Bisa, Kak.");
		await page.keyboard.press("Enter");
		await expect(page.getByRole("log")).toContainText("Bisa, Kak.");
		await expect(page.getByRole("textbox", { name: "Tulis balasan" })).toBeFocused();
	});

	await test.step("the menu of a phone leads Tab into it and gives the focus back", async () => {
		await page.setViewportSize({ width: 390, height: 844 });
		await page.goto(`${shop}/jobs`);
		await tabTo(page, /^Menu$/);
		await page.keyboard.press("Enter");
		const menu = page.getByRole("navigation", { name: "Navigasi" });
		const inMenu = menu.locator(":focus");
		await expect(inMenu).toHaveCount(1);
		await page.keyboard.press("Tab");
		await expect(inMenu).toHaveCount(1);
		await page.keyboard.press("Escape");
		await expect(page.getByRole("button", { name: "Menu", exact: true })).toBeFocused();
	});
});
