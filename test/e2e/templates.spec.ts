import { expect, test } from "./fixtures";
import { accepted, act, Phone, quickStatuses, writeAs } from "./sandbox";
import { logIn, shop } from "./shop";
import { haveChannel } from "./steps/channel";

const own = "628002000077";
const customer = "628004000077";

test("a template is written, approved, and used in a blast", async ({ page }) => {
	const name = `kabar_toko_${Date.now() % 1_000_000}`;
	await quickStatuses();
	await logIn(page);
	await haveChannel(page);

	await page.goto(`${shop}/templates`);
	await page.getByRole("button", { name: "Buat templat" }).click();
	await page.getByRole("textbox", { name: /^Nama/ }).fill(name);
	await page.getByRole("combobox", { name: "Kategori" }).selectOption("Utilitas");
	const body = page.getByRole("textbox", { name: "Isi pesan" });
	await body.fill("Halo , pesanan Anda siap diambil di toko kami.");
	await body.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 5));
	await page.getByRole("button", { name: "Sisipkan variabel" }).click();
	await page.getByLabel("Contoh untuk 1").fill("Siti");
	await page.getByRole("button", { name: "Tambah tombol" }).click();
	await page.getByRole("menuitem", { name: "Balasan cepat" }).click();
	await page.getByLabel("Tulisan tombol").fill("Saya ambil");
	await expect(page.getByRole("figure", { name: "Pratinjau templat" })).toContainText("Halo Siti, pesanan Anda siap");
	await page.reload(); // the draft is kept
	await expect(body).toHaveValue("Halo {{1}}, pesanan Anda siap diambil di toko kami.");
	await page.getByRole("button", { name: "Kirim untuk ditinjau" }).click();

	const dialog = page.getByRole("dialog", { name });
	await expect(dialog.getByText("Menunggu tinjauan").first()).toBeVisible();
	await act("template", { template: name, status: "APPROVED" });
	await expect(dialog.getByText("Disetujui")).toBeVisible();
	await page.keyboard.press("Escape");

	const made = await page.request.post(`/api/v1${shop.replace("/w/", "/workspaces/")}/blasts`, {
		data: { name: "Kabar pesanan" },
	});
	const { id } = (await made.json()) as { id: string };
	await page.goto(`${shop}/blasts/${id}/edit`);
	await expect(page.getByLabel("Kanal")).toHaveValue(/.+/);
	await page.getByRole("button", { name: "Lanjut" }).click();
	await page.getByRole("combobox", { name: "Templat", exact: true }).selectOption(`${name} · Indonesia`);
	await page.getByLabel("Isi {{1}}", { exact: true }).fill("{{name|Kak}}");
	const before = (await accepted()).per_recipient[own] ?? 0;
	await page.getByLabel("Nomor Anda").fill(own);
	await page.getByRole("button", { name: "Kirim tes" }).click();
	await expect.poll(async () => (await accepted()).per_recipient[own]).toBe(before + 1);
});

test("a customer taps on an answer, and it arrives in the conversation", async ({ page, context }) => {
	await quickStatuses();
	await logIn(page);
	await haveChannel(page);
	await writeAs(customer, "Apakah pesanan saya sudah siap?");
	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /pesanan saya sudah siap/ }).click();
	await page.getByRole("button", { name: "Pesan dengan tombol" }).click();
	const form = page.getByRole("dialog", { name: "Pesan dengan tombol" });
	await form.getByLabel("Isi pesan").fill("Sudah siap. Mau diantar?");
	await form.getByLabel("Tombol 1").fill("Antar saja");
	await form.getByRole("button", { name: "Tambah tombol" }).click();
	await form.getByLabel("Tombol 2").fill("Saya ambil");
	await form.getByRole("button", { name: "Kirim" }).click();
	await expect(page.getByRole("log")).toContainText("Antar saja");

	const phone = await Phone.open(await context.newPage(), customer);
	await phone.shows("Sudah siap. Mau diantar?");
	await phone.tap("Antar saja");
	await expect(page.getByRole("log").getByText("Antar saja")).toHaveCount(2);
});
