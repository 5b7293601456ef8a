import type { Page } from "@playwright/test";
import { setting, shop } from "../shop";

/** Begins where the page of Instagram accounts offers it, and decides on the page of Instagram. */
export async function consent(page: Page, account: string, decision: "Izinkan" | "Tolak") {
	await page
		.getByRole("button", { name: /^Hubungkan (akun|akun lain)$/ })
		.first()
		.click();
	await page.waitForURL((url) => url.href.startsWith(setting("KELOLA_SANDBOX_URL")));
	await page.getByRole("radio", { name: new RegExp(`@${account} ·`) }).check();
	await page.getByRole("button", { name: decision }).click();
	await page.waitForURL((url) => url.pathname === `${shop}/social/instagram`);
}

/** Connects an account of the sandbox unless it is connected already. */
export async function haveInstagram(page: Page, account: string) {
	await page.goto(`${shop}/social/instagram`);
	await page
		.getByRole("button", { name: /^Hubungkan (akun|akun lain)$/ })
		.first()
		.waitFor();
	const card = page.getByRole("region", { name: `@${account}`, exact: true });
	if ((await card.getByText("Tersambung", { exact: true }).count()) === 0) {
		await consent(page, account, "Izinkan");
	}
	await card.getByText("Tersambung", { exact: true }).waitFor();
}
