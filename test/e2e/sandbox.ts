import { expect, type Page } from "@playwright/test";
import { setting } from "./shop";

/** The account the sandbox offers, as its page prints it. */
export interface Connection {
	token: string;
	accounts: { id: string; numbers: { id: string }[] }[];
}

interface Effects {
	per_recipient: Record<string, number>;
	total: number;
}

export async function ask<T>(path: string, body?: unknown): Promise<T> {
	const response = await fetch(`${setting("KELOLA_SANDBOX_URL")}/sandbox/${path}`, {
		method: body === undefined ? "GET" : "POST",
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	if (!response.ok) {
		throw new Error(`the sandbox answered ${response.status} to ${path}: ${await response.text()}`);
	}
	return (await response.json()) as T;
}

export const connection = () => ask<Connection>("connection");

/** The sandbox's own record of what it accepted, by recipient. */
export const accepted = () => ask<Effects>("effects?counts=1");

/** Statuses follow quickly, so that a journey does not wait for them. */
export const quickStatuses = (delay = 100) => ask("knobs", { status_delay_ms: delay });

/** Something a customer or the network does. */
export const act = (name: string, body: object) => ask(`acts/${name}`, body);

/** A customer writes, without the phone page. */
export const writeAs = (from: string, text: string) => ask("acts/inbound", { phone_number_id: number, from, text });
const number = "105500000000001";

/** The phone of one customer, on the page where a person plays the customers. */
export class Phone {
	private constructor(private readonly page: Page) {}

	static async open(page: Page, wa: string): Promise<Phone> {
		await page.goto(setting("KELOLA_SANDBOX_URL"));
		await page.getByLabel("Nomor atau nama").fill(wa);
		await page.locator("#phone-list").getByText(wa).first().click();
		await expect(page.locator("#chat-name")).not.toHaveText("Pilih satu ponsel");
		return new Phone(page);
	}

	async write(text: string) {
		await this.page.getByPlaceholder("Tulis sebagai pelanggan").fill(text);
		await this.page.getByRole("button", { name: "Kirim", exact: true }).click();
	}

	/** Taps on a button of the newest message that has it. */
	async tap(title: string) {
		await this.page.locator("#thread").getByRole("button", { name: title, exact: true }).last().click();
	}

	async shows(text: string) {
		await expect(this.page.locator("#thread").getByText(text)).toBeVisible();
	}
}
