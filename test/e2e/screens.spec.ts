import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { act, ask, quickStatuses, writeAs } from "./sandbox";
import { contactFile, logIn, setting, shop } from "./shop";
import { startBlast, watchBlast } from "./steps/blast";
import { haveChannel } from "./steps/channel";
import { importContacts } from "./steps/import";
import { haveInstagram } from "./steps/instagram";
import { operatorAt, takeIn } from "./steps/operator";

// Every page at both widths and in both colour schemes, from the running product and invented customers: make screens.

const sizes = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };
const api = `/api/v1${shop.replace("/w/", "/workspaces/")}`;

/** The first object of a list of the API. */
async function first(page: Page, list: string): Promise<string> {
	const answer = await page.request.get(`${api}/${list}`);
	const { items } = (await answer.json()) as { items: { id: string }[] };
	const [one] = items;
	if (!one) {
		throw new Error(`${list} is empty`);
	}
	return one.id;
}

async function draft(page: Page): Promise<string> {
	const made = await page.request.post(`${api}/blasts`, { data: { name: "Kabar bulan ini" } });
	return ((await made.json()) as { id: string }).id;
}

/** A deletion in its time to think. */
async function deletion(page: Page): Promise<string> {
	const scope = { categories: ["C3"] };
	const plan = (await (await page.request.post(`${api}/erasure-plan`, { data: { scope } })).json()) as {
		hash: string;
		gone: number;
	};
	const made = await page.request.post(`${api}/erasure-requests`, {
		data: {
			scope,
			plan_hash: plan.hash,
			plan_gone: plan.gone,
			grace_hours: 72,
			workspace_name: "Toko Contoh",
			licence_code: setting("KELOLA_CODE"),
		},
	});
	expect(made.status(), await made.text()).toBe(201);
	return ((await made.json()) as { id: string }).id;
}

/** A rule at work, and comments that met it. */
async function haveComments(page: Page): Promise<string> {
	const made = await page.request.post(`${api}/instagram/rules`, {
		data: {
			name: "Harga lewat DM",
			scope: { kind: "all", channels: [] },
			match: { include: [{ text: "harga", mode: "word" }], typos: true },
			private: { texts: ["Halo {{username}}, mulai 150 ribu."] },
			public: { texts: ["Cek DM ya, @{{username}}"], after_private: true },
			follow: { policy: "send" },
			repeat: {},
		},
	});
	const { id } = (await made.json()) as { id: string };
	await page.request.post(`${api}/instagram/rules/${id}/start`);
	for (const [person, text] of [
		["siti.rahma", "Harga kak?"],
		["budi_santoso", "hraga yang parang berapa"],
		["siti.rahma", "harga ukuran L?"],
		["andi.wijaya", "Bagus sekali"],
	]) {
		await ask("instagram/acts/comment", { account: "toko.contoh", person, text });
	}
	await expect.poll(async () => (await ask<{ pending: number }>("webhooks")).pending).toBe(0);
	return id;
}

/** What changes with every commit and need not be in the pictures. */
const hideVersion = (page: Page) =>
	page.evaluate(() => {
		for (const node of document.querySelectorAll<HTMLElement>("nav *")) {
			if (node.childElementCount === 0 && /^Kelola Pesan \S+/.test(node.textContent ?? "")) {
				node.style.visibility = "hidden";
			}
		}
	});

async function take(page: Page, name: string, path: string) {
	const folder = `${test.info().config.rootDir}/../../docs/screens`;
	for (const [width, size] of Object.entries(sizes)) {
		await page.setViewportSize(size);
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme });
			await page.goto(path);
			await expect(page.getByRole("heading").first()).toBeVisible();
			await expect(page.getByLabel("Memuat")).toHaveCount(0);
			await page.waitForLoadState("networkidle", { timeout: 700 }).catch(() => undefined); // the live stream never ends
			await hideVersion(page);
			await page.screenshot({
				path: `${folder}/${name}-${width}-${colorScheme}.jpg`,
				type: "jpeg",
				quality: 60,
				animations: "disabled",
			});
		}
	}
}

test("screens", async ({ page, browser }) => {
	test.setTimeout(1_500_000);
	const file = contactFile();
	const [asks, thanks] = file.good.slice(20);
	if (!asks || !thanks) {
		throw new Error("the file has too few customers");
	}
	const stranger = await browser.newPage();
	await take(stranger, "login", "/login");
	for (const name of ["data-deletion", "privacy", "terms"]) {
		await take(stranger, name, `/${name}`);
	}
	await take(stranger, "data-deletion-request", "/data-deletion/request");
	await take(stranger, "data-deletion-contact", "/data-deletion/contact");
	await stranger.close();

	await logIn(page);
	await take(page, "home-first-day", shop);
	for (const [name, path] of [
		["inbox-empty", "/inbox"],
		["contacts-empty", "/contacts"],
		["blasts-empty", "/blasts"],
		["channels-empty", "/channels"],
		["channel-connect", "/channels/connect"],
		["instagram-empty", "/social/instagram"],
		["automation-empty", "/automation"],
	] as const) {
		await take(page, name, shop + path);
	}
	await page.setViewportSize(sizes[1440]);
	await quickStatuses(50);
	await haveChannel(page);
	await importContacts(page, file);
	await startBlast(page, file.good, "628002000001");
	await watchBlast(page, file.good);
	for (const { phone, name } of [asks, thanks]) {
		await act("customer", { phone, name });
	}
	await writeAs(thanks.phone, "Sudah sampai, Kak. Kainnya bagus sekali, terima kasih");
	await writeAs(asks.phone, "Halo Kak, motif parang masih ada?");
	const [conversation, contact, channel, blast, imported, unsent] = [
		await first(page, "conversations"),
		await first(page, "contacts"),
		await first(page, "channels"),
		await first(page, "blasts"),
		await first(page, "imports"),
		await draft(page),
	];
	await haveInstagram(page, "toko.contoh");
	const rule = await haveComments(page);
	const pages: Record<string, string> = {
		home: "",
		inbox: "/inbox",
		conversation: `/inbox?c=${conversation}`,
		contacts: "/contacts",
		contact: `/contacts?contact=${contact}`,
		groups: "/contacts/manage",
		fields: "/contacts/manage?tab=fields",
		segments: "/contacts/manage?tab=segments",
		"segment-new": "/contacts/segments/new",
		"import-start": "/contacts/import",
		import: `/contacts/import/${imported}`,
		blasts: "/blasts",
		blast: `/blasts/${blast}`,
		"blast-recipients": `/blasts/${unsent}/edit?step=recipients`,
		"blast-message": `/blasts/${unsent}/edit?step=message`,
		"blast-schedule": `/blasts/${unsent}/edit?step=schedule`,
		"blast-review": `/blasts/${unsent}/edit?step=review`,
		channels: "/channels",
		channel: `/channels/${channel}`,
		instagram: "/social/instagram",
		automation: "/automation",
		"automation-rule": `/automation/rules/${rule}`,
		"automation-comments": "/automation/comments",
		"automation-matches": "/automation/matches",
		"automation-lab": `/automation/lab?rule=${rule}`,
		templates: "/templates",
		"template-new": "/templates/new",
		jobs: "/jobs",
		reports: "/reports",
		log: "/log",
		"sign-up-forms": "/contacts/forms",
		"sign-up-form-new": "/contacts/forms/new",
		privacy: "/privacy",
		deletion: "/privacy/deletion",
		"deletion-plan": "/privacy/deletion?of=C3,C5",
		"deletion-request": `/privacy/deletion/${await deletion(page)}`,
		"not-found": "/nothing-here",
	};
	for (const tab of [
		"general",
		"sending",
		"members",
		"licence",
		"unstored",
		"audit",
		"profile",
		"appearance",
		"device",
		"sessions",
	]) {
		pages[`settings-${tab}`] = `/settings?tab=${tab}`;
	}
	for (const [name, path] of Object.entries(pages)) {
		await take(page, name, shop + path);
	}
});

test("screens of the deletion desk", async ({ page }) => {
	test.setTimeout(600_000);
	const operator = await operatorAt(page, "meja.ani", "Ani Operator");
	await take(page, "desk-empty", "/operator/deletions");
	const whole = await takeIn(operator, "toko-contoh", { whole: true });
	const path = `/api/v1/operator/deletions/${whole}`;
	const { plan } = (await (await page.request.get(path)).json()) as { plan: { hash: string } };
	const agreed = await page.request.post(`${path}/approve`, {
		data: { plan_tail: plan.hash.slice(-8), licence_code: operator.code },
	});
	expect(agreed.status(), await agreed.text()).toBe(200);
	for (const [name, at] of [
		["desk", "deletions"],
		["desk-request", `deletions/${whole}`],
		["desk-take-in", "take-in"],
		["desk-list", "list"],
		["desk-ledger", "ledger"],
		["desk-backups", "backups"],
		["desk-report", "report"],
	] as const) {
		await take(page, name, `/operator/${at}`);
	}
	// The shop goes on: nothing of it is deleted.
	await page.request.post(`${path}/refuse`, { data: { reason: "duplicate", licence_code: operator.code } });
});
