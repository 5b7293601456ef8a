import { test as base, expect } from "@playwright/test";

/**
 * The page of a journey. Whatever it writes to the console as an error, such as what the content security policy has stopped, every
 * answer that says our fault, and every request to another host fail the test.
 */
export const test = base.extend<{ tolerated: RegExp | null; complaints: string[] }>({
	/** Answers that a test brings about itself. */
	tolerated: [null, { option: true }],
	complaints: [
		async ({ page, tolerated }, use) => {
			const complaints: string[] = [];
			page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
			page.on("console", (message) => {
				// The browser itself reports every answer of 400 and above; those are judged below.
				if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
					complaints.push(`console: ${message.text()}`);
				}
			});
			page.on("request", (request) => {
				const { protocol, hostname } = new URL(request.url());
				if (/^(https?|wss?):$/.test(protocol) && hostname !== "127.0.0.1") {
					complaints.push(`request to ${hostname}`);
				}
			});
			page.on("response", (response) => {
				// Before logging in, the interface asks who is there and hears 401.
				const asksWho = response.status() === 401 && response.url().endsWith("/api/v1/me");
				const what = `${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`;
				if (response.status() >= 400 && !asksWho && !tolerated?.test(what)) {
					complaints.push(what);
				}
			});
			await use(complaints);
			expect(complaints).toEqual([]);
		},
		{ auto: true },
	],
});

export { expect };
