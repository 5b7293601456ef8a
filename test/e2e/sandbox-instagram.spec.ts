import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { ask } from "./sandbox";
import { setting } from "./shop";

const app = async () =>
	(
		await ask<{
			instagram: { graph_url: string; api_url: string; authorize_url: string; app_id: string; app_secret: string };
		}>("connection")
	).instagram;

/** Allows the app on the consent page and returns a token for the account. */
async function connect(page: import("@playwright/test").Page) {
	const a = await app();
	const redirect = `${setting("KELOLA_SANDBOX_URL")}/sandbox/instagram`;
	const query = new URLSearchParams({
		client_id: a.app_id,
		redirect_uri: redirect,
		response_type: "code",
		state: "s",
		scope: "instagram_business_basic,instagram_business_manage_comments,instagram_business_manage_messages",
	});
	await page.goto(`${a.authorize_url}?${query}`);
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	await page.getByRole("radio", { name: /@toko\.contoh ·/ }).check();
	await page.getByRole("button", { name: "Izinkan" }).click();
	await page.waitForURL(/code=/);
	const code = new URL(page.url()).searchParams.get("code") ?? "";
	const answer = await fetch(`${a.api_url}/oauth/access_token`, {
		method: "POST",
		body: new URLSearchParams({
			client_id: a.app_id,
			client_secret: a.app_secret,
			grant_type: "authorization_code",
			redirect_uri: redirect,
			code,
		}),
	});
	const token = ((await answer.json()) as { data: { access_token: string }[] }).data[0]?.access_token ?? "";
	return async (path: string, body: unknown) => {
		const response = await fetch(`${a.graph_url}/v26.0/${path}`, {
			method: "POST",
			headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
			body: JSON.stringify(body),
		});
		return { status: response.status, body: (await response.json()) as { error?: { code: number } } };
	};
}

test("a person plays Instagram on the sandbox page", async ({ page }) => {
	const graph = await connect(page);
	await page.goto(`${setting("KELOLA_SANDBOX_URL")}/sandbox/instagram`);
	await expect(page.getByText("Aplikasi terhubung")).toBeVisible();
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

	const box = page.getByRole("article").filter({ hasText: "Batik motif baru" });
	await page.getByLabel("Anda adalah").selectOption("budi_santoso");
	await box.getByRole("textbox").fill("HARGA batik kak");
	await box.getByRole("button", { name: "Kirim" }).click();
	await expect(box.getByText("HARGA batik kak")).toBeVisible();

	const state = await ask<{ state: { accounts: { media: { comments: { id: string; text: string }[] }[] }[] } }>(
		"instagram/state",
	);
	const comment =
		state.state.accounts[0]?.media.flatMap((m) => m.comments).find((c) => c.text === "HARGA batik kak")?.id ?? "";
	await graph(`${comment}/replies`, { message: "Cek pesan ya Kak" });
	await graph("me/messages", {
		recipient: { comment_id: comment },
		message: {
			attachment: {
				type: "template",
				payload: {
					template_type: "button",
					text: "Mau daftar harga?",
					buttons: [{ type: "postback", title: "Mau", payload: "HARGA" }],
				},
			},
		},
	});
	await expect(box.getByText("Cek pesan ya Kak")).toBeVisible();
	await expect(
		box.getByRole("listitem").filter({ hasText: "HARGA batik kak" }).getByText("dibalas privat"),
	).toBeVisible();
	await expect(page.getByText("Balasan privat atas komentar Anda")).toBeVisible();
	await expect(page.getByText("jendela 24 jam tertutup")).toBeVisible();
	await page.getByRole("button", { name: "Mau", exact: true }).click();
	await expect(page.getByText("jendela 24 jam terbuka")).toBeVisible();

	await page.getByRole("textbox", { name: "Pesan" }).fill("Makasih");
	await page.locator("#write").getByRole("button", { name: "Kirim" }).click();
	await expect(page.locator("#thread").getByText("Makasih")).toBeVisible();
	await page.getByRole("button", { name: "reaksi ❤" }).click();
	await expect(page.locator(".react")).toHaveText("❤");
	await page
		.locator("#thread .me")
		.filter({ hasText: "Makasih" })
		.getByRole("button", { name: "batalkan kiriman" })
		.click();
	await expect(page.getByText("Pesan dibatalkan", { exact: true }).first()).toBeVisible();
	await page.getByRole("button", { name: "Ikuti", exact: true }).click();
	await expect(page.getByRole("button", { name: "Berhenti mengikuti" })).toBeVisible();

	await page.getByText("Terbitkan sebagai pemilik").click();
	await page.locator("#product").selectOption("LIVE");
	await page.getByLabel("Teks").fill("Siaran sore");
	await page.getByRole("button", { name: "Terbitkan" }).click();
	const live = page.getByRole("article").filter({ hasText: "Siaran sore" });
	await live.getByRole("button", { name: "Akhiri siaran" }).click();
	await expect(live.getByText("selesai")).toBeVisible();

	const story = page.getByRole("article").filter({ hasText: "Di balik layar" });
	await story.getByRole("textbox").fill("Keren!");
	await story.getByRole("button", { name: "Kirim" }).click();
	await expect(page.getByText("Membalas story")).toBeVisible();
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	expect((await graph(`${comment}/replies`, { message: "Lagi" })).status).toBe(200);
});
