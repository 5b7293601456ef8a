import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Send, StopAll, Workspace } from "@/api/types";
import { setLanguage } from "@/lib/i18n";
import { noteServerVersion } from "@/lib/version";
import { aMe, aSend, aWorkspace, minutes } from "@/testing/factories";
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

	it("says that the whole installation is held after a restore, and what waits", async () => {
		Object.assign(theWorld(), {
			workspace: aWorkspace({
				stop_all: { on: false, since: null, by: null, held_count: 12 },
				quarantine: { since: new Date().toISOString(), reason: "restored" },
			}),
		});
		const { container } = open("/w/toko/jobs");
		const banner = (await screen.findByText(/12 pesan ditahan/)).parentElement;
		expect(banner?.textContent).toContain("pesan masuk belum diterima");
		expect(screen.getByRole("link", { name: "Lihat yang ditahan" }).getAttribute("href")).toBe("/w/toko/held");
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

	it("says what still works when the licence has ended, whom to ask, and warns of an unsafe cookie", async () => {
		Object.assign(theWorld(), {
			workspace: aWorkspace({ licence: { state: "expired", expires_at: "2026-11-01T00:00:00Z" } }),
			me: aMe({ insecure_cookie: true }),
		});
		open("/w/toko/contacts");
		expect((await screen.findByText(/Lisensi berakhir pada 1 Nov 2026/)).parentElement?.textContent).toMatch(
			/mengekspor, dan menghapus data tetap bisa.*hubungi pengelola/,
		);
		expect(screen.getByText(/tidak memakai HTTPS/)).toBeTruthy();
		expect((await screen.findByRole("button", { name: /Tambah kontak/ })).getAttribute("aria-disabled")).toBe("true");
	});

	it("warns of the end of the licence 14, 7 and 1 days before; only the last warning cannot be put away", async () => {
		const ends = (days: number) =>
			Object.assign(theWorld(), {
				workspace: aWorkspace({ licence: { state: "expiring", expires_at: minutes.ahead(days * 24 * 60 - 5) } }),
			});
		ends(10);
		const first = open("/w/toko/jobs");
		expect(await screen.findByText(/10 hari lagi/)).toBeTruthy();
		await first.user.click(screen.getByRole("button", { name: "Mengerti" }));
		expect(screen.queryByText(/hari lagi/)).toBeNull();
		first.unmount();
		ends(1);
		open("/w/toko/jobs");
		expect(await screen.findByText(/dalam sehari/)).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Mengerti" })).toBeNull();
	});

	it("folds the menu and remembers it", async () => {
		const { user, unmount } = open("/w/toko/jobs");
		await user.click(await screen.findByRole("button", { name: "Ciutkan menu" }));
		expect(screen.getByRole("button", { name: "Bentangkan menu" })).toBeTruthy();
		unmount();
		open("/w/toko/jobs");
		expect(await screen.findByRole("button", { name: "Bentangkan menu" })).toBeTruthy();
		expect(screen.getByRole("link", { name: "Kontak" })).toBeTruthy();
	});

	it("switches the workspace and keeps the place, and the language without a reload", async () => {
		const { user, history } = open("/w/toko/contacts?search=siti");
		await user.click(await screen.findByRole("button", { name: "Ruang kerja: Toko Batik Laras" }));
		await user.click(await screen.findByRole("button", { name: /^Klinik Sehat/ }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/klinik/contacts"));
		expect(history.location.search).toBe("");
		await user.click(await screen.findByRole("button", { name: /^Akun/ }));
		await user.click(await screen.findByRole("menuitem", { name: "English" }));
		expect(await screen.findByRole("link", { name: "Contacts" })).toBeTruthy();
		await setLanguage("id");
	});

	it("notices that the device is offline and that the server has become newer", async () => {
		open("/w/toko/jobs");
		await screen.findByRole("link", { name: "Kontak" });
		vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
		act(() => void window.dispatchEvent(new Event("offline")));
		expect(await screen.findByText("Perangkat ini sedang luring.")).toBeTruthy();
		vi.restoreAllMocks();
		act(() => void window.dispatchEvent(new Event("online")));
		expect(screen.queryByText("Perangkat ini sedang luring.")).toBeNull();
		act(() => noteServerVersion("v0.2.0"));
		expect(await screen.findByText("Versi baru tersedia.")).toBeTruthy();
		act(() => noteServerVersion("v0.1.0"));
	});

	it("offers no reload for a new version while something is not saved", async () => {
		const { user } = open("/w/toko/settings?tab=general");
		const name = await screen.findByLabelText("Nama ruang kerja");
		act(() => noteServerVersion("v0.2.0"));
		expect(await screen.findByRole("button", { name: "Muat ulang" })).toBeTruthy();
		await user.type(name, " Baru");
		expect(screen.getByText(/Simpan dulu isian Anda/)).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Muat ulang" })).toBeNull();
		await user.click(screen.getByRole("button", { name: "Batalkan perubahan" }));
		expect(await screen.findByRole("button", { name: "Muat ulang" })).toBeTruthy();
		act(() => noteServerVersion("v0.1.0"));
	});

	it("gathers on the home page what needs somebody", async () => {
		given<{ items: Send[]; next: null }>("get", "/messages", {
			items: [aSend({ state: "failed", updated_at: minutes.ago(0) })],
			next: null,
		});
		const { container } = open("/w/toko");
		const list = (await screen.findByRole("heading", { name: "Perlu perhatian" })).closest("section") as HTMLElement;
		expect(await within(list).findByRole("link", { name: "Cabang Solo" })).toBeTruthy();
		expect(within(list).getByRole("link", { name: "Undangan pameran" })).toBeTruthy();
		expect(await within(list).findByRole("link", { name: "Gagal kirim hari ini" })).toBeTruthy();
		const chats = screen.getByRole("heading", { name: "Percakapan belum dibaca" }).closest("section") as HTMLElement;
		expect(within(chats).getAllByRole("link", { name: /Siti Rahma|Putri Ayu/ })).toHaveLength(2);
		expect(screen.getByRole("button", { name: "Jeda: Promo akhir bulan" })).toBeTruthy();
		expect(screen.getAllByText("3.120 dari 10.000 hari ini").length).toBeGreaterThan(0);
		const replies = await screen.findByRole("link", { name: "Waktu balas hari ini 4 mnt 12 dtk 7 hari: 8 mnt 24 dtk" });
		expect(replies.getAttribute("href")).toBe("/w/toko/reports");
		expect(await axeFindings(container)).toEqual([]);
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
