import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aWorkspace } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { sent, theWorld } from "@/testing/server";

async function palette(path: string) {
	const view = open(path);
	await screen.findByRole("button", { name: "Cari atau lompat ke…" });
	await view.user.keyboard("{Control>}k{/Control}");
	const field = await screen.findByRole("combobox", { name: "Cari atau lompat" });
	return { ...view, field };
}

describe("command palette", () => {
	it("leads by keys alone to a page, and names the chosen line to a screen reader", async () => {
		const { user, field, history } = await palette("/w/toko/jobs");
		expect(document.activeElement).toBe(field);
		await user.type(field, "kont");
		const options = await screen.findAllByRole("option");
		expect(options[0]?.textContent).toContain("Kontak");
		expect(field.getAttribute("aria-activedescendant")).toBe(options[0]?.id);
		await user.keyboard("{ArrowDown}");
		expect(field.getAttribute("aria-activedescendant")).toBe(options[1]?.id);
		expect(options[1]?.getAttribute("aria-selected")).toBe("true");
		expect(await axeFindings(screen.getByRole("dialog"))).toEqual([]);
		await user.keyboard("{ArrowUp}{Enter}");
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/contacts"));
		await waitFor(() => expect(screen.queryByRole("combobox", { name: "Cari atau lompat" })).toBeNull());
	});

	it("gets what is typed before it is there, with the Enter behind it, and no shortcut acts on it", async () => {
		const { user, history } = open("/w/toko/settings");
		await screen.findByRole("button", { name: "Cari atau lompat ke…" });
		await user.keyboard("{Control>}k{/Control}gx{Backspace}{Backspace}konx{Backspace}tak");
		expect(history.location.pathname).toBe("/w/toko/settings");
		const field = await screen.findByRole("combobox", { name: "Cari atau lompat" });
		await waitFor(() => expect(field).toHaveProperty("value", "kontak"));
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("combobox", { name: "Cari atau lompat" })).toBeNull());
		await user.keyboard("{Control>}k{/Control}kontak{Enter}");
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/contacts"));
	});

	it("finds people, chats and blasts, asks once typing pauses, and remembers what was opened", async () => {
		const { user, field, history } = await palette("/w/toko/jobs");
		await user.type(field, "promo");
		const blast = await screen.findByRole("option", { name: /Promo akhir bulan/ });
		expect(await screen.findByRole("group", { name: "Percakapan" })).toBeTruthy();
		expect(await screen.findByRole("group", { name: "Kontak" })).toBeTruthy();
		expect(screen.getAllByRole("option", { name: /Siti Rahma/ }).length).toBeGreaterThan(1);
		expect(sent("GET", "/contacts").filter(({ search }) => search.includes("search="))).toHaveLength(1);
		await user.click(blast);
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/blasts/bl-4"));
		await user.keyboard("{Control>}k{/Control}");
		const recent = await screen.findByRole("group", { name: "Baru dibuka" });
		expect(within(recent).getByRole("option", { name: /Promo akhir bulan/ })).toBeTruthy();
	});

	it("says why an action cannot be done, and does not do it", async () => {
		Object.assign(theWorld(), { workspace: aWorkspace({ role: "viewer", can_send: false, rights: ["read"] }) });
		const { user, field, history } = await palette("/w/toko/jobs");
		await user.type(field, "tambah kontak");
		const option = await screen.findByRole("option", { name: /Tambah kontak/ });
		expect(option.getAttribute("aria-disabled")).toBe("true");
		expect(option.textContent).toContain("Peran Anda hanya boleh melihat");
		await user.keyboard("{Enter}");
		expect(history.location.pathname).toBe("/w/toko/jobs");
	});

	it("opens the dialog that stops everything", async () => {
		const { user, field } = await palette("/w/toko/jobs");
		await user.type(field, "hentikan semua");
		await screen.findByRole("option", { name: /Hentikan semua pengiriman/ });
		await user.keyboard("{Enter}");
		expect((await screen.findByRole("dialog")).textContent).toContain("Tidak ada pesan yang hilang");
	});
});
