import { expect, test } from "./fixtures";
import { act, writeAs } from "./sandbox";
import { logIn, setting, shop } from "./shop";
import { haveChannel, setPace } from "./steps/channel";

const api = `/api/v1${shop.replace("/w/", "/workspaces/")}`;

test("what is typed before the palette has arrived goes into its field, and moves nothing else", async ({ page }) => {
	await logIn(page);
	let arrive = () => {};
	const arrived = new Promise<void>((resolve) => {
		arrive = resolve;
	});
	await page.route(/\/assets\/palette-[^/]+\.js/, async (route) => {
		await arrived;
		await route.continue();
	});
	const palette = page.getByRole("combobox", { name: "Cari atau lompat" });

	await page.goto(`${shop}/jobs`);
	await page.getByRole("heading", { level: 1, name: "Pekerjaan" }).waitFor();
	await page.keyboard.press("Control+k");
	await page.keyboard.type("g kanalx");
	await page.keyboard.press("Backspace");
	await expect(page.getByRole("status", { name: "Memuat" })).toHaveText("g kanal");
	await page.keyboard.press("Escape");
	await expect(page.getByRole("status", { name: "Memuat" })).toBeHidden();
	await page.getByRole("button", { name: "Cari atau lompat ke…" }).click();
	await page.keyboard.type("kot");
	await expect(page.getByRole("status", { name: "Memuat" })).toHaveText("kot");
	arrive();
	await expect(palette).toBeFocused();
	await expect(palette).toHaveValue("kot");
	await page.keyboard.type("ak masuk");
	await expect(palette).toHaveValue("kotak masuk");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: "Kotak masuk" })).toBeVisible();

	await page.goto(`${shop}/jobs`);
	await page.getByRole("button", { name: "Cari atau lompat ke…" }).waitFor();
	await page.keyboard.press("Meta+k");
	await page.keyboard.type("kontak");
	await page.keyboard.press("Enter");
	await expect(page.getByRole("heading", { level: 1, name: "Kontak" })).toBeVisible();
});

test("palette, shortcuts and the tray of running work, which survives a reload and pauses from anywhere", async ({
	page,
}) => {
	await logIn(page);
	await haveChannel(page);
	await act("customer", { phone: "628004000031", name: "Kartika Sari" });
	await writeAs("628004000031", "Kak, katalog Desember sudah ada?");

	await test.step("the palette finds a page, a person and an action", async () => {
		const palette = page.getByRole("combobox", { name: "Cari atau lompat" });
		await page.keyboard.press("Control+k");
		await palette.fill("kotak");
		await page.keyboard.press("Enter");
		await expect(page.getByRole("heading", { level: 1, name: "Kotak masuk" })).toBeVisible();
		await page.getByRole("button", { name: "Cari atau lompat ke…" }).click();
		await palette.fill("kartika");
		await expect(page.getByRole("group", { name: "Percakapan" }).getByRole("option").first()).toBeVisible();
		await page.getByRole("group", { name: "Percakapan" }).getByRole("option").first().click();
		await expect(page.getByRole("log")).toContainText("katalog Desember");
		await page.keyboard.press("Control+k");
		await palette.fill("tampilan gelap");
		await page.keyboard.press("Enter");
		await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
	});

	await test.step("letters lead through the pages, and rest while one types", async () => {
		await page.goto(`${shop}/jobs`);
		await expect(page.getByRole("heading", { level: 1, name: "Pekerjaan" })).toBeVisible();
		await page.keyboard.press("g");
		await page.keyboard.press("k");
		await expect(page.getByRole("heading", { level: 1, name: "Kontak" })).toBeVisible();
		await page.keyboard.press("c");
		const dialog = page.getByRole("dialog", { name: "Tambah kontak" });
		await dialog.getByLabel("Nama").click();
		await page.keyboard.type("gi?c");
		await expect(dialog.getByLabel("Nama")).toHaveValue("gi?c");
		await page.keyboard.press("Escape");
		await expect(dialog).toBeHidden();
		await page.keyboard.press("?");
		await expect(page.getByRole("dialog", { name: "Pintasan" })).toContainText("Baris berikutnya");
		await page.keyboard.press("Escape");
	});

	await test.step("a running blast is in the tray, also after a reload, and pauses there", async () => {
		await setPace(page, 1);
		const people = await Promise.all(
			Array.from({ length: 12 }, async (_, n) => {
				const data = { name: `Pekerjaan ${n}`, phone: `6280040001${String(n).padStart(2, "0")}` };
				return (await page.request.post(`${api}/contacts`, { data })).json() as Promise<{ id: string }>;
			}),
		);
		const group = (await (await page.request.post(`${api}/groups`, { data: { name: "Baki" } })).json()) as {
			id: string;
		};
		for (const { id } of people) {
			await page.request.put(`${api}/contacts/${id}/groups`, { data: { group_ids: [group.id] } });
			await page.request.put(`${api}/contacts/${id}/consents/promo`, { data: { state: "granted", source: "toko" } });
		}
		const { items } = (await (await page.request.get(`${api}/channels`)).json()) as { items: { id: string }[] };
		const made = (await (await page.request.post(`${api}/blasts`, { data: { name: "Kabar baki" } })).json()) as {
			id: string;
			version: number;
		};
		const patched = await page.request.patch(`${api}/blasts/${made.id}`, {
			data: {
				version: made.version,
				channel_id: items[0]?.id,
				purpose: "promo",
				audience: { all: false, group_ids: [group.id], exclude_group_ids: [], filter: {} },
				message: {
					kind: "template",
					template: { name: "promo_akhir_pekan", language: "id" },
					text: "",
					variables: { "header.1": "Kak", "body.1": "Kak", "body.2": "20%", "body.3": "Minggu" },
				},
			},
		});
		expect(patched.status(), await patched.text()).toBe(200);
		const { version } = (await patched.json()) as { version: number };
		expect((await page.request.post(`${api}/blasts/${made.id}/start`, { data: { version } })).status()).toBe(200);

		const ring = page.getByRole("button", { name: /Pekerjaan berjalan: 1 berjalan/ });
		await expect(ring).toBeVisible();
		await page.reload();
		await ring.click();
		const tray = page.getByRole("dialog", { name: "Pekerjaan berjalan" });
		await expect(tray.getByRole("link", { name: "Kabar baki" })).toHaveAttribute("href", `${shop}/blasts/${made.id}`);
		await tray.getByRole("button", { name: "Jeda: Kabar baki" }).click();
		await expect(tray.getByRole("button", { name: "Lanjutkan: Kabar baki" })).toBeVisible();
		await setPace(page, 500);
		await tray.getByRole("button", { name: "Lanjutkan: Kabar baki" }).click();
		await expect(page.getByText("Kabar baki: selesai.")).toBeVisible({ timeout: 60_000 });
	});
});

test("the login page leads who is signed in straight to the place it was asked for, on this site only", async ({
	page,
}) => {
	await logIn(page);
	await page.goto(`/login?next=${encodeURIComponent(`${shop}/contacts?search=siti`)}`);
	await expect(page.getByRole("heading", { level: 1, name: "Kontak" })).toBeVisible();
	await expect(page.getByRole("searchbox")).toHaveValue("siti");
	for (const next of ["//evil.example/x", "/\\evil.example/x", "/\t/evil.example/x", "https://evil.example"]) {
		await page.goto(`/login?next=${encodeURIComponent(next)}`);
		await expect(page.getByRole("heading", { level: 1, name: "Halo, Pemilik Toko" })).toBeVisible();
		expect(new URL(page.url()).origin).toBe(setting("KELOLA_URL"));
	}
});
