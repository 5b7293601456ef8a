import { expect, test } from "./fixtures";
import { accepted, Phone, quickStatuses } from "./sandbox";
import { contactFile, logIn } from "./shop";
import { startBlast, watchBlast } from "./steps/blast";
import { connectChannel } from "./steps/channel";
import { importContacts } from "./steps/import";

test("a new shop: connect, import, blast, and talk to a customer who answers", async ({ page, context }) => {
	const file = contactFile();
	expect(file.rows).toBe(1000);
	const ownNumber = "628002000001";
	const customer = file.good[17];
	if (!customer) {
		throw new Error("the file has no such customer");
	}
	await quickStatuses();

	await test.step("log in with what was printed", () => logIn(page));
	await test.step("connect the channel", () => connectChannel(page));
	await test.step("import 1,000 contacts", () => importContacts(page, file));
	await test.step("compose, test and start a blast", () => startBlast(page, file.good, ownNumber));
	await test.step("watch it finish", () => watchBlast(page, file.good));

	await test.step("a customer answers, and is answered", async () => {
		await page.getByRole("link", { name: "Kotak masuk" }).click();
		const phone = await Phone.open(await context.newPage(), customer.phone);
		await phone.shows(`Halo ${customer.name}, akhir pekan ini`);
		await phone.write("Halo, yang motif parang masih ada?");
		const row = page.getByRole("button", { name: new RegExp(customer.name) }).filter({ hasText: "motif parang" });
		await row.click();
		await expect(page.getByRole("log")).toContainText(`Halo ${customer.name}, akhir pekan ini`);
		await page.getByRole("textbox", { name: "Tulis balasan" }).fill("Masih ada, Kak. Mau ukuran apa?");
		await page.keyboard.press("Enter");
		await phone.shows("Masih ada, Kak. Mau ukuran apa?");
		await expect(page.getByRole("log").getByRole("img", { name: "Dibaca" })).toHaveCount(2);
		expect((await accepted()).per_recipient[customer.phone]).toBe(2);
	});
});
