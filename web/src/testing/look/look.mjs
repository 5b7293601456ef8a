// Takes pictures of the built pages with made-up data, in several sizes and both colour schemes, into ./out.
// Usage: npm run build && npm run look [name-part]. It also reports horizontal overflow, console errors and axe findings.

import { mkdirSync, readFileSync } from "node:fs";
import { createServer as http } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "@playwright/test";
import { createServer } from "vite";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const dist = join(root, "../internal/webui/dist");
const out = fileURLToPath(new URL("./out", import.meta.url));
mkdirSync(out, { recursive: true });

const only = process.argv[2] ?? "";
const vite = await createServer({
	root,
	server: { middlewareMode: true, ws: false },
	appType: "custom",
	logLevel: "error",
});
const { answer, newWorld } = await vite.ssrLoadModule("/src/testing/world.ts");
const factories = await vite.ssrLoadModule("/src/testing/factories.ts");

const types = {
	".js": "text/javascript",
	".css": "text/css",
	".svg": "image/svg+xml",
	".woff2": "font/woff2",
	".webmanifest": "application/manifest+json",
};
let world = newWorld();

const server = http((request, response) => {
	const url = new URL(request.url, "http://localhost");
	if (url.pathname.startsWith("/api/")) {
		if (url.pathname.endsWith("/events")) {
			response.writeHead(200, { "content-type": "text/event-stream" });
			response.write(": hello\n\n");
			return;
		}
		const given = world.signedOut
			? { status: 401, body: { code: "http.401" } }
			: world.gone && url.pathname.includes("/workspaces/")
				? { status: 410, body: { code: "workspace.erased" } }
				: answer(world, request.method, url.pathname, url.searchParams);
		response.writeHead(given?.status ?? 404, { "content-type": "application/json" });
		response.end(given?.body === undefined ? "" : JSON.stringify(given.body));
		return;
	}
	const type = types[extname(url.pathname)];
	const nonce = "bG9vaw";
	const policy = `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
	if (!type) {
		response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy });
		response.end(readFileSync(join(dist, "index.html"), "utf8").replaceAll("__CSP_NONCE__", nonce));
		return;
	}
	response.writeHead(200, { "content-type": type });
	response.end(readFileSync(join(dist, url.pathname)));
}).listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));
const base = `http://localhost:${server.address().port}`;

const fresh = (change) => () => {
	const made = newWorld();
	change(made);
	return made;
};
const stopped = fresh((made) => {
	made.workspace.stop_all = { on: true, since: new Date().toISOString(), by: null, held_count: 1880 };
	made.workspace.licence = { state: "expiring", expires_at: new Date(Date.now() + 5e8).toISOString() };
	made.me.insecure_cookie = true;
});
const erased = fresh((made) => {
	const ends = ["failed_verification", "live_erased", "complete"].map((state, n) => ({
		erasure_id: `er-${n}`,
		state,
		at: n > 0 ? new Date(Date.now() - n * 4e6).toISOString() : null,
	}));
	made.workspace.deletion = { waits: false, whole: false, begins_at: null, asks: 0, ends };
});
const empty = fresh((made) =>
	Object.assign(made, { channels: [], contacts: [], conversations: [], blasts: [], jobs: [], groups: [], fields: [] }),
);
const withInstagram = fresh((made) => {
	made.channels.push(factories.anInstagramChannel());
	made.automation.lines = [factories.aLine()];
});
const erasing = (more) => fresh((made) => (made.erasures = [factories.anErasure({ id: "er-1", ...more })]));
const running = {
	state: "executing",
	stage: "rows",
	steps: ["received", "grace", "executing"].map((state) => ({ state, at: new Date().toISOString(), reason: "" })),
};
const importing = (state, more = {}) => fresh((made) => (made.import = factories.anImport({ state, ...more })));
const counts = { new: 38012, updated: 2100, unchanged: 900, invalid: 180, duplicate: 41 };

const pages = [
	["login", "/login", fresh((made) => (made.signedOut = true))],
	["home", "/w/toko"],
	["home-empty", "/w/toko", empty],
	["home-stopped", "/w/toko", stopped],
	["home-erased", "/w/toko", erased],
	["held", "/w/toko/held", stopped],
	["inbox", "/w/toko/inbox"],
	["inbox-thread", "/w/toko/inbox?c=cv-1"],
	["inbox-closed", "/w/toko/inbox?c=cv-2"],
	["contacts", "/w/toko/contacts"],
	["contacts-filtered", "/w/toko/contacts?consent=promo:granted&group=g-2"],
	["contacts-drawer", "/w/toko/contacts?contact=ct-4"],
	["groups", "/w/toko/contacts/manage"],
	["fields", "/w/toko/contacts/manage?tab=fields"],
	["import-start", "/w/toko/contacts/import"],
	["import-map", "/w/toko/contacts/import/imp-1"],
	["import-checked", "/w/toko/contacts/import/imp-1", importing("checked", { counts })],
	[
		"import-running",
		"/w/toko/contacts/import/imp-1",
		importing("running", { progress: { done: 18200, total: 41233 } }),
	],
	["import-done", "/w/toko/contacts/import/imp-1", importing("done", { counts })],
	["automation", "/w/toko/automation", withInstagram],
	["automation-none", "/w/toko/automation", fresh((made) => (made.automation.rules = []))],
	["automation-rule", "/w/toko/automation/rules/ru-2", withInstagram],
	["automation-new", "/w/toko/automation/rules/new?recipe=phone", withInstagram],
	["automation-comments", "/w/toko/automation/comments", withInstagram],
	["automation-matches", "/w/toko/automation/matches", withInstagram],
	["automation-lab", "/w/toko/automation/lab", withInstagram],
	["channels", "/w/toko/channels"],
	["channel-connect", "/w/toko/channels/connect"],
	["channel", "/w/toko/channels/ch-1"],
	["channel-template", "/w/toko/channels/ch-1?template=tpl-1"],
	["blasts", "/w/toko/blasts"],
	["blasts-empty", "/w/toko/blasts", empty],
	["blast-step1", "/w/toko/blasts/bl-1/edit"],
	["blast-step2", "/w/toko/blasts/bl-1/edit?step=message"],
	["blast-step3", "/w/toko/blasts/bl-1/edit?step=schedule"],
	["blast-step4", "/w/toko/blasts/bl-1/edit?step=review"],
	["blast", "/w/toko/blasts/bl-4"],
	["blast-paused", "/w/toko/blasts/bl-3"],
	["erasure-card", "/w/toko/privacy"],
	["erasure", "/w/toko/privacy/deletion"],
	["erasure-plan", "/w/toko/privacy/deletion?of=C3,C5,C7"],
	["erasure-whole", "/w/toko/privacy/deletion?of=whole"],
	["erasure-contact", "/w/toko/privacy/deletion?contact=ct-1"],
	["erasure-grace", "/w/toko/privacy/deletion/er-1", erasing({ scope: { whole: true } })],
	["erasure-running", "/w/toko/privacy/deletion/er-1", erasing(running)],
	["erasure-unproven", "/w/toko/privacy/deletion/er-2"],
	["erasure-done", "/w/toko/privacy/deletion/er-3"],
	["erasure-gone", "/w/toko", fresh((made) => (made.gone = true))],
	["jobs", "/w/toko/jobs"],
	["reports", "/w/toko/reports"],
	["reports-own", "/w/toko/reports?from=2026-10-25&until=2026-11-23"],
	["settings", "/w/toko/settings"],
	["settings-unstored", "/w/toko/settings?tab=unstored"],
	["settings-members", "/w/toko/settings?tab=members"],
	["settings-sessions", "/w/toko/settings?tab=sessions"],
];
const sizes = { 1920: [1920, 1080], 1440: [1440, 900], 390: [390, 844], 360: [360, 740] };
const forms = [
	["light", "1440"],
	["light", "390"],
	["dark", "1440"],
	["dark", "390"],
	["light", "360"],
	["light", "1920"],
];
const wanted = process.env.FORMS?.split(",") ?? forms.map((form) => form.join("-"));
// A dialog of Mantine has a <header> of its own.
const modalRules = ["landmark-no-duplicate-banner", "landmark-unique"];
const withAxe = process.env.AXE !== "0";

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
let findings = 0;
const say = (text) => {
	findings++;
	console.log(text);
};
for (const [scheme, size] of forms) {
	if (!wanted.includes(`${scheme}-${size}`)) {
		continue;
	}
	const [width, height] = sizes[size];
	const context = await browser.newContext({
		viewport: { width, height },
		colorScheme: scheme,
		reducedMotion: "reduce",
		locale: "id-ID",
	});
	const page = await context.newPage();
	let where = "";
	page.on(
		"console",
		(message) =>
			message.type() === "error" &&
			!/401|410/.test(message.text()) &&
			say(`${where}: console: ${message.text().slice(0, 300)}`),
	);
	page.on("pageerror", (error) => say(`${where}: error: ${error.message}`));
	for (const [name, path, prepare] of pages) {
		if (!name.includes(only)) {
			continue;
		}
		where = `${name}-${scheme}-${size}`;
		world = (prepare ?? newWorld)();
		await page.goto(base + path);
		await page.waitForSelector("h1, [role=alert], h2", { timeout: 20_000 });
		await page.waitForTimeout(450);
		if (name === "automation-lab") {
			await page.getByRole("button", { name: "Jalankan uji coba" }).click();
			await page.getByRole("heading", { level: 1 }).click();
			await page.waitForTimeout(300);
		}
		if (name === "erasure-plan" || name === "erasure-whole") {
			await page.getByRole("button", { name: "Hitung yang akan dihapus" }).click();
			await page.getByRole("heading", { name: "Konfirmasi" }).waitFor();
		}
		await page.screenshot({ path: join(out, `${where}.png`), fullPage: Boolean(process.env.WHOLE) });
		const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		if (over > 0) {
			say(`${where}: ${over} px horizontal overflow`);
		}
		if (withAxe) {
			const { violations } = await new AxeBuilder({ page })
				.disableRules(modalRules)
				.withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"])
				.analyze();
			for (const found of violations) {
				say(
					`${where}: axe ${found.id}: ${found.nodes
						.slice(0, 3)
						.map((node) => `${node.target} ${node.any[0]?.message?.slice(0, 130) ?? ""}`)
						.join(" | ")}`,
				);
			}
		}
	}
	await context.close();
}
await browser.close();
await vite.close();
server.close();
server.closeAllConnections();
console.log(`${findings} findings`);
process.exit(findings > 0 ? 1 : 0);
