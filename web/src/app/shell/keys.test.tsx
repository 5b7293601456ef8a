import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { isShortcut, shortcutNames, shortcuts } from "@/lib/keys";
import { axeFindings, open } from "@/testing/render";
import { places } from "./navigation";

describe("shortcuts", () => {
	it("go to pages, move through rows and create what the page is about", async () => {
		const { user, history } = open("/w/toko/jobs");
		await screen.findByRole("button", { name: "Cari atau lompat ke…" });
		await user.keyboard("gk");
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/contacts"));
		await screen.findByRole("row", { name: /Siti Rahma/ });
		await user.keyboard("jj");
		expect(document.activeElement?.textContent).toContain("Budi Santoso");
		await user.keyboard("k");
		expect(document.activeElement?.textContent).toContain("Siti Rahma");
		await user.keyboard("c");
		expect(await screen.findByRole("dialog", { name: "Tambah kontak" })).toBeTruthy();
		expect(history.location.search).toContain("new=1");
	});

	it("choose the row that has the focus, unless they are switched off", async () => {
		const { user } = open("/w/toko/contacts");
		await screen.findByRole("row", { name: /Siti Rahma/ });
		await user.keyboard("jx");
		const box = screen.getByRole("checkbox", { name: "Pilih Siti Rahma" });
		expect(box).toHaveProperty("checked", true);
		await user.keyboard("x");
		expect(box).toHaveProperty("checked", false);
		localStorage.setItem("kp.shortcuts", "off");
		await user.keyboard("x");
		expect(box).toHaveProperty("checked", false);
	});

	it("are not offered where they do nothing", async () => {
		const { user } = open("/w/toko/jobs");
		await screen.findByRole("heading", { level: 1, name: "Pekerjaan" });
		await user.keyboard("?");
		const help = await screen.findByRole("dialog", { name: "Pintasan" });
		expect(within(help).queryByText("Pilih baris ini")).toBeNull();
		expect(within(help).queryByText("Tambah kontak")).toBeNull();
		expect(within(help).getByText("Cari atau lompat ke mana saja")).toBeTruthy();
	});

	it("rest while one types", async () => {
		const { user, history } = open("/w/toko/contacts");
		const field = await screen.findByRole("searchbox");
		await user.type(field, "gic?");
		expect(history.location.pathname).toBe("/w/toko/contacts");
		expect(screen.queryByRole("dialog")).toBeNull();
	});

	it("are listed by the question mark, and can be switched off for good", async () => {
		const { user, history } = open("/w/toko/contacts");
		await screen.findByRole("row", { name: /Siti Rahma/ });
		await user.keyboard("?");
		const help = await screen.findByRole("dialog", { name: "Pintasan" });
		expect(within(help).getByText("Tambah kontak")).toBeTruthy();
		expect(within(help).getByText("Pilih baris ini").closest("div")?.textContent).toContain("x");
		expect(await axeFindings(help.querySelector("[class*=-body]") ?? help)).toEqual([]);
		await user.click(within(help).getByRole("switch", { name: /Pintasan satu huruf/ }));
		expect(localStorage.getItem("kp.shortcuts")).toBe("off");
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		await user.keyboard("gi?");
		expect(history.location.pathname).toBe("/w/toko/contacts");
		expect(screen.queryByRole("dialog")).toBeNull();
	});
});

describe("the table of keys", () => {
	const src = join(process.cwd(), "src");
	const code = readdirSync(src, { recursive: true, encoding: "utf8" })
		.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
		.map((file) => ({ file, text: readFileSync(join(src, file), "utf8") }));

	it("is where every shortcut comes from: no other code asks for a letter or for Ctrl", () => {
		const own = /event\.key(?:\.toLowerCase\(\))? === "[^"]"|\b(?:ctrlKey|metaKey)\b/;
		const known = ["lib/keys.ts", "lib/shortcuts.ts", "app/shell/held-keys.ts"];
		expect(code.filter(({ file, text }) => own.test(text) && !known.includes(file)).map(({ file }) => file)).toEqual(
			[],
		);
	});

	it("holds nothing that nobody listens for", () => {
		const heard = new Set([
			...places.map(({ shortcut }) => shortcut),
			...code.flatMap(({ text }) =>
				[...text.matchAll(/(?:useShortcut\(\s*|\bname: |isShortcut\(event, )"(\w+)"/g)].map(([, name]) => name),
			),
		]);
		expect(shortcutNames.filter((name) => !heard.has(name))).toEqual([]);
	});

	it("gives no two shortcuts of a page the same keys", () => {
		const twice = shortcutNames.filter((name) =>
			shortcutNames.some((other) => other !== name && shortcuts[other].keys === shortcuts[name].keys),
		);
		// Each creates what its own page is about.
		expect(twice).toEqual(["newContact", "newBlast", "newRule"]);
	});

	it.each([
		["palette", { key: "k", ctrlKey: true }, true],
		["palette", { key: "K", metaKey: true }, true],
		["palette", { key: "k" }, false],
		["palette", { key: "k", ctrlKey: true, shiftKey: true }, false],
		["select", { key: "x" }, true],
		["select", { key: "x", altKey: true }, false],
		["close", { key: "Escape" }, true],
	] as const)("%s and %j", (name, press, is) => {
		const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
		expect(isShortcut({ ...none, ...press }, name)).toBe(is);
	});
});
