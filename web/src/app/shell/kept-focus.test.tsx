import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aBlast } from "@/testing/factories";
import { open } from "@/testing/render";
import { theWorld } from "@/testing/server";
import "./kept-focus";

const focused = () => document.activeElement as HTMLElement;

describe("the focus", () => {
	it.each([
		["Pintasan", "Pintasan"],
		["Cari atau lompat ke…", "Cari atau lompat"],
		["Pekerjaan berjalan", "Pekerjaan berjalan"],
	])("comes back to %s when what it opened is closed", async (button, dialog) => {
		const { user } = open("/w/toko/jobs");
		const opener = await screen.findByRole("button", { name: new RegExp(`^${button}`) });
		opener.focus();
		await user.keyboard("{Enter}");
		await screen.findByRole("dialog", { name: dialog });
		await waitFor(() => expect(focused().closest("[role=dialog]")).toBeTruthy());
		await user.keyboard("{Escape}");
		await waitFor(() => expect(focused()).toBe(opener));
	});

	it("begins a new page with its content, whether one came by menu, by letters or by the palette", async () => {
		const { user, history } = open("/w/toko/jobs");
		const content = () => document.getElementById("content");
		(await screen.findByRole("link", { name: "Kontak" })).focus();
		await user.keyboard("{Enter}");
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/contacts"));
		await waitFor(() => expect(focused()).toBe(content()));
		await user.keyboard("{Control>}k{/Control}");
		await screen.findByRole("combobox", { name: "Cari atau lompat" });
		await user.keyboard("laporan{Enter}");
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/reports"));
		await waitFor(() => expect(focused()).toBe(content()));
	});

	it("begins the next step of a page with its content, not behind it", async () => {
		Object.assign(theWorld(), { blasts: [aBlast()] });
		const { user, history } = open("/w/toko/blasts/bl-1/edit");
		await user.click(await screen.findByLabelText("Semua kontak"));
		screen.getByRole("button", { name: "Lanjut" }).focus();
		await user.keyboard("{Enter}");
		await waitFor(() => expect(history.location.search).toBe("?step=message"));
		await waitFor(() => expect(focused()).toBe(document.getElementById("content")));
	});

	it("goes to what was added", async () => {
		const { user } = open("/w/toko/contacts/segments/new");
		for (const [button, row] of [
			["Tambah aturan", "Aturan 2 kelompok 1"],
			["Tambah kelompok aturan", "Aturan 1 kelompok 2"],
		]) {
			const before = new Set(document.querySelectorAll("#content select"));
			(await screen.findAllByRole("button", { name: button }))[0]?.focus();
			await user.keyboard("{Enter}");
			expect(screen.getByRole("button", { name: `Hapus aturan: ${row}` })).toBeTruthy();
			expect(focused().tagName).toBe("SELECT");
			expect(before.has(focused())).toBe(false);
		}
	});

	it("stays where something was taken away", async () => {
		const { user } = open("/w/toko/contacts/segments/new");
		await user.click(await screen.findByRole("button", { name: "Tambah aturan" }));
		const taken = screen.getByRole("button", { name: "Hapus aturan: Aturan 2 kelompok 1" });
		taken.focus();
		await user.keyboard("{Enter}");
		expect(taken.isConnected).toBe(false);
		await waitFor(() => expect(focused().textContent).toBe("Tambah aturan"));
	});
});
