import { expect, type Page } from "@playwright/test";
import { connection } from "../sandbox";
import { shop } from "../shop";

/** Connects the sandbox's number, and raises the number of messages per second so that a blast takes seconds. */
export async function connectChannel(page: Page) {
	const { token, accounts } = await connection();
	const [account] = accounts;
	await page.goto(shop);
	await page.getByRole("link", { name: "Hubungkan nomor" }).click();
	await page.getByLabel("Nama kanal").fill("Toko utama");
	await page.getByLabel("Phone number ID").fill(account?.numbers[0]?.id ?? "");
	await page.getByLabel("WhatsApp Business Account ID").fill(account?.id ?? "");
	await page.getByLabel("Token akses", { exact: true }).fill(token);
	await page.getByRole("button", { name: "Hubungkan dan periksa" }).click();
	await expect(page.getByRole("heading", { name: "Nomor tersambung" })).toBeVisible();
	await expect(page.getByRole("list", { name: "Pemeriksaan" }).getByText("gagal")).toHaveCount(0);

	await page.getByRole("link", { name: "Buka kanal" }).click();
	const templates = page.getByRole("table").filter({ hasText: "promo_akhir_pekan" });
	await expect(templates.getByRole("row", { name: /promo_akhir_pekan/ })).toContainText("Disetujui");
	await expect(templates.getByRole("row", { name: /promo_ditolak/ })).toContainText("Ditolak");
	await page.getByLabel("Per detik").fill("500");
	await page.getByRole("button", { name: "Simpan" }).click();
	await expect(page.getByText("Tersimpan")).toBeVisible();
}

const channels = `/api/v1${shop.replace("/w/", "/workspaces/")}/channels`;

/** Connects the channel without looking, for journeys that are about something else. */
export async function haveChannel(page: Page) {
	const known = (await (await page.request.get(channels)).json()) as { items: unknown[] };
	if (known.items.length > 0) {
		return;
	}
	const { token, accounts } = await connection();
	const [account] = accounts;
	const answer = await page.request.post(channels, {
		data: {
			kind: "cloudapi",
			name: "Toko utama",
			waba_id: account?.id,
			phone_number_id: account?.numbers[0]?.id,
			token,
		},
	});
	expect(answer.status()).toBe(201);
}

/** Changes how many messages a second the first channel may send. */
export async function setPace(page: Page, perSecond: number) {
	const { items } = (await (await page.request.get(channels)).json()) as { items: { id: string; limits: object }[] };
	const [channel] = items;
	const answer = await page.request.patch(`${channels}/${channel?.id}`, {
		data: { limits: { ...channel?.limits, per_second: perSecond } },
	});
	expect(answer.status()).toBe(200);
}
