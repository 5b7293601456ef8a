import type { Page } from "@playwright/test";
import { admin } from "./workspace";

export interface Operator {
	page: Page;
	code: string;
}

/** A new person who is in no workspace and works the deletion desk comes in. */
export async function operatorAt(page: Page, username: string, name: string): Promise<Operator> {
	const told = await admin("user", "add", "--username", username, "--name", name);
	const code = /KP-[0-9A-Z-]+/.exec(told)?.[0] ?? "";
	await admin("operator", "add", "--username", username);
	await page.goto("/login");
	await page.getByLabel("Nama pengguna").fill(username);
	await page.getByLabel("Kode lisensi").fill(code);
	await page.getByRole("button", { name: "Masuk" }).click();
	await page.waitForURL("**/operator/deletions");
	return { page, code };
}

/** Writes a request down by the API, as the form does, and returns its id. */
export async function takeIn(
	{ page, code }: Operator,
	workspace: string,
	scope: object,
	graceHours = 72,
): Promise<string> {
	const made = await page.request.post("/api/v1/operator/deletions", {
		data: { workspace, scope, grace_hours: graceHours, licence_code: code },
	});
	if (made.status() !== 201) {
		throw new Error(await made.text());
	}
	return ((await made.json()) as { id: string }).id;
}
