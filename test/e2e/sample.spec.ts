import { expect, test } from "./fixtures";
import { accepted } from "./sandbox";
import { logIn } from "./shop";
import { emptyWorkspace } from "./steps/workspace";

test("sample data: made by one act, tried out without a network, and gone without a trace", async ({ page }) => {
	const home = await emptyWorkspace("coba", "Zona Coba");
	const api = `/api/v1${home.replace("/w/", "/workspaces/")}`;
	const count = async (noun: string) =>
		((await (await page.request.get(`${api}/${noun}`)).json()) as { items: unknown[] }).items.length;
	await logIn(page);
	const before = (await accepted()).total;

	await page.goto(home);
	await page.getByRole("button", { name: "Coba dengan data contoh" }).click();
	await expect(page.getByText("Ruang kerja ini berisi data contoh")).toBeVisible();
	await expect(page.getByRole("button", { name: "Coba dengan data contoh" })).toBeHidden();
	expect(await count("contacts")).toBe(12);

	await test.step("the draft goes out through the simulation", async () => {
		await page.getByRole("link", { name: "Buka draf blast contoh" }).click();
		const next = page.getByRole("button", { name: "Lanjut" });
		await expect(page.getByText("10 dari 12 orang akan menerima")).toBeVisible();
		await next.click();
		await expect(page.getByText(/Halo [\w ]+ \(contoh\), akhir pekan ini/)).toBeVisible();
		await next.click();
		await next.click();
		await page.getByRole("button", { name: "Kirim ke 10 orang" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Kirim ke 10 orang" }).click();
		await expect(page.getByText("Selesai", { exact: true })).toBeVisible({ timeout: 60_000 });
		await expect.poll(() => count("messages")).toBe(10);
	});

	await test.step("a real number waits until the sample data is gone", async () => {
		const refused = await page.request.post(`${api}/channels`, {
			data: {
				kind: "cloudapi",
				name: "Toko",
				waba_id: "101500000000001",
				phone_number_id: "105500000000777",
				token: "sandbox-token-for-trial",
			},
		});
		expect(refused.status()).toBe(409);
		expect(await refused.json()).toMatchObject({ code: "sample.present" });
	});

	await test.step("one act removes everything", async () => {
		await page.goto(home);
		await page.getByRole("button", { name: "Hapus data contoh" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Hapus data contoh" }).click();
		await expect(page.getByText("Data contoh sudah dihapus")).toBeVisible();
		await expect(page.getByRole("button", { name: "Coba dengan data contoh" })).toBeVisible();
		for (const noun of ["contacts", "groups", "channels", "templates", "blasts", "conversations", "messages"]) {
			expect(await count(noun), noun).toBe(0);
		}
		expect((await accepted()).total).toBe(before);
	});
});
