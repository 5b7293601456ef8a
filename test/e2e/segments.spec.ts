import { expect, test } from "./fixtures";
import { accepted, writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

const api = `/api/v1${shop.replace("/w/", "/workspaces/")}`;
const people = ["628005000001", "628005000002", "628005000003"];

test("a segment: built with a live count, kept, and used in a blast that reaches those who are in it", async ({
	page,
}) => {
	await logIn(page);
	await haveChannel(page);
	const group = await (await page.request.post(`${api}/groups`, { data: { name: "Undangan pameran" } })).json();
	for (const [n, phone] of people.entries()) {
		const made = await page.request.post(`${api}/contacts`, {
			data: { name: `Tamu ${n + 1}`, phone: `+${phone}`, group_ids: [group.id] },
		});
		const { id } = await made.json();
		await page.request.put(`${api}/contacts/${id}/consents/promo`, { data: { state: "granted", source: "pameran" } });
	}
	await writeAs(people[2] ?? "", "Sampai bertemu di pameran");
	await expect
		.poll(async () => (await (await page.request.get(`${api}/conversations?search=pameran`)).json()).items.length)
		.toBeGreaterThan(0);

	await page.goto(`${shop}/contacts/manage?tab=segments`);
	await page.getByRole("button", { name: "Buat segmen" }).click();
	await page.getByLabel("Nama segmen").fill("Tamu yang diam");
	const first = page.getByRole("group", { name: "Aturan 1 kelompok 1" });
	await first.getByLabel("Tentang").selectOption("group");
	await first.getByRole("combobox", { name: "Nilai" }).click();
	await page.getByRole("option", { name: "Undangan pameran" }).click();
	await page.keyboard.press("Escape");
	const found = page.getByRole("status").filter({ hasText: "orang" });
	await expect(found).toHaveText("3 orang");
	await page.getByRole("button", { name: "Tambah aturan" }).click();
	const second = page.getByRole("group", { name: "Aturan 2 kelompok 1" });
	await second.getByLabel("Tentang").selectOption("activity");
	await second.getByLabel("Yang mana").selectOption("wrote");
	await second.getByLabel("Syarat").selectOption("not_ever");
	await expect(found).toHaveText("2 orang");
	await expect(page.getByRole("list", { name: "Contoh isi" })).toContainText("Tamu 1");
	await page.getByRole("button", { name: "Simpan segmen" }).click();
	await page.getByRole("button", { name: "Lihat kontak: Tamu yang diam" }).click();
	await expect(page.getByText("2 orang cocok dengan saringan")).toBeVisible();

	await page.goto(`${shop}/blasts`);
	await page.getByRole("button", { name: "Buat blast" }).click();
	await page.getByLabel("Nama blast").fill("Undangan pameran");
	await page.getByRole("button", { name: "Buat draf" }).click();
	await expect(page.getByLabel("Kanal")).toHaveValue(/.+/);
	await page.getByRole("combobox", { name: "Segmen", exact: true }).click();
	await page.getByRole("option", { name: "Tamu yang diam" }).click();
	await page.keyboard.press("Escape");
	await expect(page.getByText("2 dari 2 orang akan menerima")).toBeVisible();
	await page.getByRole("button", { name: "Lanjut" }).click();
	await expect(page).toHaveURL(/step=message/);

	const blast = `${api}/blasts/${/blasts\/([^/]+)/.exec(page.url())?.[1]}`;
	const draft = await (await page.request.get(blast)).json();
	const variables = { "header.1": "Kak", "body.1": "{{name|Kak}}", "body.2": "20%", "body.3": "Minggu" };
	const template = { name: "promo_akhir_pekan", language: "id" };
	const edited = await page.request.patch(blast, {
		data: { version: draft.version, message: { kind: "template", template, variables } },
	});
	expect(edited.status()).toBe(200);
	const started = await page.request.post(`${blast}/start`, { data: { version: (await edited.json()).version } });
	expect(started.status()).toBe(200);
	await expect.poll(async () => (await (await page.request.get(blast)).json()).state).toBe("finished");
	const { per_recipient: received } = await accepted();
	expect(people.map((phone) => received[phone] ?? 0)).toEqual([1, 1, 0]);
	const { audience } = await (await page.request.get(blast)).json();
	expect(audience.frozen.segments).toHaveLength(1);
});
