import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { act, writeAs } from "./sandbox";
import { logIn, setting, shop } from "./shop";
import { haveChannel } from "./steps/channel";

const api = `/api/v1${shop.replace("/w/", "/workspaces/")}`;
const store = "kelola-offline-1";

/** Waits until the worker is in charge of the page. */
const worker = (page: Page) =>
	page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === "activated");

/** What the browser keeps of this site: the caches, and the paths in them. */
const keptPaths = (page: Page) =>
	page.evaluate(async () => {
		const kept: Record<string, string[]> = {};
		for (const name of await caches.keys()) {
			const requests = await (await caches.open(name)).keys();
			kept[name] = requests.map(({ url }) => new URL(url).pathname).toSorted();
		}
		return kept;
	});

const offlinePage = ["/favicon.svg", "/offline.css", "/offline.html"];

test.describe("the worker of the browser", () => {
	test("keeps the page for the time without a connection and nothing else, no answer of the API", async ({ page }) => {
		await logIn(page);
		await worker(page);
		for (const place of ["/contacts", "/inbox", "/blasts", "/settings"]) {
			await page.goto(shop + place);
			await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
		}
		expect(await keptPaths(page)).toEqual({ [store]: offlinePage });
		const answers = await page.evaluate(async () => {
			const paths = performance.getEntriesByType("resource").map(({ name }) => name);
			const api = paths.filter((path) => new URL(path).pathname.startsWith("/api/"));
			return {
				asked: api.length,
				kept: (await Promise.all(api.map((path) => caches.match(path)))).filter(Boolean).length,
			};
		});
		expect(answers.asked).toBeGreaterThan(0);
		expect(answers.kept).toBe(0);
	});

	test("shows that page while the server is out of reach, and leads back", async ({ page, context }) => {
		await logIn(page);
		await worker(page);
		await page.goto(`${shop}/contacts`);
		await context.setOffline(true);
		await page.reload();
		await expect(page.getByRole("heading", { level: 1, name: "Tidak tersambung" })).toBeVisible();
		expect(await page.evaluate(() => fetch("/api/v1/me").catch(() => "no answer"))).toBe("no answer");
		await context.setOffline(false);
		await page.getByRole("link", { name: /Coba lagi/ }).click();
		await expect(page.getByRole("heading", { level: 1, name: "Kontak" })).toBeVisible();
	});

	test("throws away what an earlier version kept", async ({ page }) => {
		await logIn(page);
		await worker(page);
		await page.evaluate(async () => {
			await (await caches.open("kelola-offline-0")).put("/old.html", new Response("old"));
			await (await navigator.serviceWorker.ready).unregister();
		});
		await page.reload();
		await worker(page);
		await expect.poll(() => keptPaths(page)).toEqual({ [store]: offlinePage });
	});
});

test("the interface can be installed", async ({ page, context }) => {
	await logIn(page);
	await worker(page);
	const browser = await context.newCDPSession(page);
	const { installabilityErrors: hindrances } = await browser.send("Page.getInstallabilityErrors");
	// A journey has a window of its own that forgets everything: that alone stands in the way.
	expect(hindrances.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
	const { data, errors } = await browser.send("Page.getAppManifest");
	expect(errors).toEqual([]);
	const { icons, start_url: start } = JSON.parse(data ?? "{}") as { icons: { src: string }[]; start_url: string };
	for (const path of [start, ...icons.map(({ src }) => src)]) {
		expect((await page.request.get(path)).status(), path).toBe(200);
	}
});

test("without a connection every page says so, what was written there is in the list when it is back, and nothing jumps", async ({
	page,
	context,
}) => {
	const phone = "628004000043";
	await logIn(page);
	await haveChannel(page);
	await act("customer", { phone, name: "Citra Kirana" });
	for (const n of Array.from({ length: 14 }, (_, index) => index + 1)) {
		await writeAs(phone, `Pertanyaan ke-${n}`);
	}
	await page.goto(`${shop}/inbox`);
	await page.getByRole("button", { name: /Citra Kirana/ }).click();
	const log = page.getByRole("log");
	await expect(log).toContainText("Pertanyaan ke-14");
	await log.evaluate((box) => box.scrollTo(0, 60));
	const banner = page.getByRole("status").filter({ hasText: "Perangkat ini sedang luring." });
	await context.setOffline(true);
	await expect(banner).toBeVisible();
	await writeAs(phone, "Ini saat luring");
	await context.setOffline(false);
	await expect(banner).toBeHidden();
	await expect(log).toContainText("Ini saat luring");
	await expect(page.getByRole("button", { name: /Ini saat luring/ })).toBeVisible();
	expect(await log.evaluate((box) => box.scrollTop)).toBe(60);
});

test.describe("messages of the browser", () => {
	const phone = "628004000041";
	const other = "628004000042";

	/** The tab as it is behind another one. */
	const hide = (page: Page, hidden: boolean) =>
		page.evaluate((value) => {
			Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
			Object.defineProperty(document, "visibilityState", {
				configurable: true,
				get: () => (value ? "hidden" : "visible"),
			});
			document.dispatchEvent(new Event("visibilitychange"));
		}, hidden);

	const shown = (page: Page) =>
		page.evaluate(async () =>
			(await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => `${title}: ${body}`),
		);

	/** In how many conversations customers wait, as the menu counts them. */
	const countUnread = async (page: Page) => {
		const { items } = (await (await page.request.get(`${api}/conversations?view=unread&limit=100`)).json()) as {
			items: unknown[];
		};
		return items.length;
	};

	test("are asked for by a click only; come for new messages of customers while the tab is hidden; lead to the thread", async ({
		page,
		context,
	}) => {
		await page.addInitScript(() => {
			const ask = Notification.requestPermission.bind(Notification);
			Notification.requestPermission = () => {
				document.documentElement.dataset.asked = String(Number(document.documentElement.dataset.asked ?? 0) + 1);
				return ask();
			};
		});
		const asked = () => page.evaluate(() => Number(document.documentElement.dataset.asked ?? 0));
		await logIn(page);
		await haveChannel(page);
		await worker(page);
		await act("customer", { phone, name: "Wulan Lestari" });
		await page.goto(`${shop}/settings?tab=device`);
		const toggle = page.getByRole("switch", { name: "Beri tahu saat pelanggan menulis" });
		await expect(toggle).toBeVisible();
		await expect(toggle).not.toBeChecked();
		expect(await asked()).toBe(0);
		await toggle.click({ force: true });
		expect(await asked()).toBe(1);
		await context.grantPermissions(["notifications"], { origin: setting("KELOLA_URL") });
		await page.reload();
		await toggle.click({ force: true });
		await expect(toggle).toBeChecked();

		await page.goto(`${shop}/jobs`);
		await expect(page.getByRole("heading", { level: 1, name: "Pekerjaan" })).toBeVisible();
		const unread = await countUnread(page);
		await writeAs(phone, "Halo, ini sebelum tersembunyi");
		await expect(page.getByRole("link", { name: /Kotak masuk/ }).first()).toContainText(String(unread + 1));
		expect(await shown(page)).toEqual([]);

		await hide(page, true);
		await writeAs(phone, "Apakah masih buka?");
		const first = "Wulan Lestari: Apakah masih buka?";
		await expect.poll(() => shown(page)).toEqual([first]);

		const { items } = (await (await page.request.get(`${api}/conversations?search=wulan`)).json()) as {
			items: { id: string }[];
		};
		const thread = items[0]?.id ?? "";
		const answer = await page.request.post(`${api}/conversations/${thread}/messages`, {
			headers: { "Idempotency-Key": crypto.randomUUID() },
			data: { text: "Masih, Kak, sampai pukul sembilan." },
		});
		expect(answer.status(), await answer.text()).toBeLessThan(300);
		await act("customer", { phone: other, name: "Bayu Pratama" });
		await writeAs(other, "Halo, saya Bayu");
		await expect.poll(async () => (await shown(page)).toSorted()).toEqual(["Bayu Pratama: Halo, saya Bayu", first]);

		// What was looked at last is a page that knows nothing of conversations.
		const beside = await context.newPage();
		await beside.goto("/terms");
		await page
			.context()
			.serviceWorkers()[0]
			?.evaluate(async (tag) => {
				const scope = self as unknown as {
					registration: ServiceWorkerRegistration;
					NotificationEvent: new (type: string, init: object) => Event;
				};
				const [notification] = await scope.registration.getNotifications({ tag });
				self.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
			}, thread);
		await expect(page.getByRole("log")).toContainText("Apakah masih buka?");
		expect(page.url()).toContain(`/inbox?c=${thread}`);
		await beside.close();
		expect(await shown(page)).toEqual(["Bayu Pratama: Halo, saya Bayu"]);

		// The conversation is open, but nobody looks at it: the message is told, and stays unread until somebody does.
		await writeAs(phone, "Saya tunggu, ya");
		await expect(page.getByRole("log")).toContainText("Saya tunggu, ya");
		await expect.poll(() => shown(page)).toContain("Wulan Lestari: Saya tunggu, ya");
		const waiting = await countUnread(page);
		await hide(page, false);
		await expect.poll(() => countUnread(page)).toBe(waiting - 1);
		await expect(page.getByText("Belum dibaca mulai di sini")).toBeVisible();
	});
});

test("a newer version is said, and waits for what is not saved", async ({ page }) => {
	await logIn(page);
	await page.goto(`${shop}/settings?tab=general`);
	const name = page.getByLabel("Nama ruang kerja");
	await name.fill("Toko Contoh Baru");
	await page.evaluate(() => {
		document.documentElement.dataset.before = "yes";
	});
	const before = page.locator("html[data-before]");

	// The server has become another version while the tab was open.
	await page.route("**/api/v1/**", async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, headers: { ...response.headers(), "x-app-version": "v999.0.0" } });
	});
	await page.getByRole("button", { name: "Cari atau lompat ke…" }).click();
	await page.getByRole("combobox", { name: "Cari atau lompat" }).fill("toko");
	const banner = page.getByRole("status").filter({ hasText: "Versi baru tersedia." });
	await expect(banner).toContainText("Simpan dulu isian Anda, lalu muat ulang.");
	await page.keyboard.press("Escape");
	await expect(banner.getByRole("button", { name: "Muat ulang" })).toBeHidden();
	await expect(name).toHaveValue("Toko Contoh Baru");

	// A part of the old version that is gone: nothing is reloaded, and what was written stays.
	await page.evaluate(() => window.dispatchEvent(new Event("vite:preloadError", { cancelable: true })));
	await expect(before).toHaveCount(1);
	await expect(name).toHaveValue("Toko Contoh Baru");

	await page.getByRole("button", { name: "Batalkan perubahan" }).click();
	await page.unroute("**/api/v1/**");
	await banner.getByRole("button", { name: "Muat ulang" }).click();
	await expect(before).toHaveCount(0);
	await expect(name).toHaveValue("Toko Contoh");
});
