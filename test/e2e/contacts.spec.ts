import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { logIn, shop } from "./shop";

const api = `/api/v1${shop.replace("/w/", "/workspaces/")}`;

async function made(page: Page, path: string, data: object): Promise<{ id: string }> {
	const answer = await page.request.post(`${api}${path}`, { data });
	expect(answer.status()).toBe(201);
	return answer.json();
}

/** A group of its own with so many contacts. */
async function crowd(page: Page, name: string, numbers: string[]) {
	const group = await made(page, "/groups", { name });
	const ids: string[] = [];
	for (const [n, phone] of numbers.entries()) {
		ids.push((await made(page, "/contacts", { name: `${name} ${n + 1}`, phone, group_ids: [group.id] })).id);
	}
	return { group: group.id, ids };
}

const contact = async (page: Page, id: string) => (await page.request.get(`${api}/contacts/${id}`)).json();

async function act(page: Page, name: string) {
	await page
		.getByRole("region", { name: "Tindakan untuk yang dipilih" })
		.getByRole("button", { name: "Tindakan" })
		.click();
	await page.getByRole("menuitem", { name }).click();
	return page.getByRole("dialog", { name });
}

test("an act on many: taken back, then done to exactly those who were chosen", async ({ page }) => {
	await logIn(page);
	const { group, ids } = await crowd(page, "Massal", ["+628006000001", "+628006000002", "+628006000003"]);
	await page.goto(`${shop}/contacts?group=${group}`);

	await page.getByRole("checkbox", { name: "Pilih Massal 1" }).check();
	await page.getByRole("checkbox", { name: "Pilih Massal 2" }).check();
	await expect(page.getByText("2 dipilih")).toBeVisible();
	const stop = await act(page, "Hentikan semua pesan");
	await stop.getByRole("button", { name: "Hentikan semua pesan" }).click();
	await page.getByRole("button", { name: "Batalkan", exact: true }).click();
	await expect(page.getByText("Dibatalkan. Tidak ada kontak yang berubah.")).toBeVisible();

	await page.getByRole("checkbox", { name: "Pilih semua di halaman ini" }).check();
	await expect(page.getByText("3 dipilih")).toBeVisible();
	await page.getByRole("checkbox", { name: "Pilih Massal 3" }).uncheck();
	await page.getByRole("button", { name: "Pilih semua 3 yang cocok" }).click();
	await expect(page.getByText("Semua 3 yang cocok dipilih")).toBeVisible();
	const remove = await act(page, "Hapus kontak");
	await remove.getByLabel("Ketik 3 untuk menghapus").fill("3");
	await remove.getByRole("button", { name: "Hapus kontak" }).click();
	await expect(page.getByText("Hapus kontak: 3 kontak. Mulai dalam 10 detik.")).toBeVisible();
	const late = await made(page, "/contacts", { name: "Massal 4", phone: "+628006000004", group_ids: [group] });

	await expect
		.poll(async () => (await (await page.request.get(`${api}/jobs`)).json()).items[0], { timeout: 60_000 })
		.toMatchObject({ kind: "contact.bulk_delete", state: "done", total: 3 });
	const [, cancelled] = (await (await page.request.get(`${api}/jobs`)).json()).items;
	expect(cancelled).toMatchObject({ kind: "contact.bulk_suppress", state: "cancelled", done: 0 });
	expect((await contact(page, late.id)).suppressed).toBeNull();
	const { items } = await (await page.request.get(`${api}/contacts?group=${group}`)).json();
	expect(items.map(({ id }: { id: string }) => id)).toEqual([late.id]);
	expect(ids).not.toContain(late.id);
	await expect(page.getByText("Massal 1", { exact: true })).toBeHidden();
	await page.getByRole("button", { name: /Pekerjaan berjalan/ }).click();
	await expect(page.getByRole("dialog").getByRole("link", { name: "Menghapus kontak" }).first()).toBeVisible();
});

test("on a phone contacts are chosen in a mode of its own", async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await logIn(page);
	const { group, ids } = await crowd(page, "Saku", ["+628006100001", "+628006100002"]);
	await page.goto(`${shop}/contacts?group=${group}`);
	await expect(page.getByText("Saku 1")).toBeVisible();
	await expect(page.getByRole("checkbox")).toHaveCount(0);
	await page.getByRole("main").getByRole("button", { name: "Lainnya" }).click();
	await page.getByRole("menuitem", { name: "Pilih beberapa" }).click();
	await page.getByText("Saku 1").click();
	await expect(page.getByText("1 dipilih")).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	const dialog = await act(page, "Catat persetujuan");
	await dialog.getByLabel("Asal persetujuan").fill("Formulir di kasir");
	await dialog.getByRole("button", { name: "Catat persetujuan" }).click();
	await expect
		.poll(async () => (await contact(page, ids[0] ?? "")).consents.promo?.source, { timeout: 60_000 })
		.toBe("Formulir di kasir");
	expect((await contact(page, ids[1] ?? "")).consents.promo).toBeNull();
});

test("two contacts of one person become one, and the history says so", async ({ page }) => {
	await logIn(page);
	const one = await made(page, "/contacts", { name: "Kembar Rahma", phone: "+628006200001" });
	const two = await made(page, "/contacts", { name: "Kembar Rahma", email: "kembar@example.com" });
	await page.request.put(`${api}/contacts/${two.id}/consents/promo`, { data: { state: "denied", source: "Telepon" } });
	await page.goto(`${shop}/contacts?contact=${one.id}`);
	await page.getByRole("button", { name: "Gabungkan", exact: true }).click();
	const dialog = page.getByRole("dialog", { name: "Gabungkan kontak" });
	await dialog.getByRole("button", { name: /Kembar Rahma/ }).click();
	await dialog.getByRole("button", { name: "Gabungkan dua kontak" }).click();
	await expect(page.getByText("Kontak sudah digabung")).toBeVisible();
	expect(await contact(page, one.id)).toMatchObject({
		email: "kembar@example.com",
		consents: { promo: { state: "denied" } },
	});
	expect((await page.request.get(`${api}/contacts/${two.id}`)).status()).toBe(404);
	const history = page.getByRole("region", { name: "Riwayat" });
	await expect(history.getByText("Digabung dengan Kembar Rahma")).toBeVisible();
	await expect(history.getByText("Promosi: Menolak")).toBeVisible();
});
