import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { StopAll, Workspace } from "@/api/types";
import { aMe, aWorkspace } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, sent, theWorld } from "@/testing/server";

describe("shell", () => {
	it("holds all sending after saying what will happen, and shows it on every page", async () => {
		const { user, container } = open("/w/toko/jobs");
		await user.click(await screen.findByRole("button", { name: "Hentikan semua pengiriman" }));
		const dialog = await screen.findByRole("dialog");
		expect(dialog.textContent).toContain("Tidak ada pesan yang hilang");
		const held: StopAll = { on: true, since: new Date().toISOString(), by: null, held_count: 7 };
		given<StopAll>("post", "/stop-all", held);
		given<Workspace>("get", "", aWorkspace({ stop_all: held }));
		await user.click(within(dialog).getByRole("button", { name: "Hentikan semua" }));
		expect((await screen.findByText(/7 pesan ditahan/)).textContent).toContain("Semua pengiriman dihentikan");
		expect(sent("POST", "/stop-all")[0]?.body).toEqual({ on: true });
		expect(screen.getByRole("link", { name: "Lihat yang ditahan" }).getAttribute("href")).toBe("/w/toko/held");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(await axeFindings(container)).toEqual([]);
	});

	it("says why a viewer cannot use a control", async () => {
		Object.assign(theWorld(), { workspace: aWorkspace({ role: "viewer", can_send: false, rights: ["read"] }) });
		open("/w/toko/contacts");
		const add = await screen.findByRole("button", { name: /Tambah kontak/ });
		expect(add.getAttribute("aria-disabled")).toBe("true");
		expect(add.textContent).toContain("Peran Anda hanya boleh melihat");
		expect(screen.getByRole("button", { name: "Hentikan semua pengiriman" }).getAttribute("aria-disabled")).toBe(
			"true",
		);
	});

	it("warns of a licence that has ended and of an unsafe cookie", async () => {
		Object.assign(theWorld(), {
			workspace: aWorkspace({ licence: { state: "expired", expires_at: "2026-11-01T00:00:00Z" } }),
			me: aMe({ insecure_cookie: true }),
		});
		open("/w/toko/contacts");
		expect(await screen.findByText(/Lisensi berakhir pada 1 Nov 2026/)).toBeTruthy();
		expect(screen.getByText(/tidak memakai HTTPS/)).toBeTruthy();
		expect((await screen.findByRole("button", { name: /Tambah kontak/ })).getAttribute("aria-disabled")).toBe("true");
	});

	it("shows the way from an empty workspace to the first blast", async () => {
		Object.assign(theWorld(), { channels: [], contacts: [], blasts: [] });
		given("get", "/contacts/count", { count: 0, exact: true });
		const { container } = open("/w/toko");
		const list = await screen.findByRole("heading", { name: "Mulai" });
		expect(list).toBeTruthy();
		expect(screen.getByRole("link", { name: "Hubungkan nomor" }).getAttribute("href")).toBe("/w/toko/channels/connect");
		expect(await axeFindings(container)).toEqual([]);
	});
});
