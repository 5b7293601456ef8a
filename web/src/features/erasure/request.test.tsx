import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Erasure } from "@/api/types";
import { aMe, anErasure, anErasureDone, minutes } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";
import { lookAgain, stopsOf } from "./way";

const at = "/w/toko/privacy/deletion";
const items = () => within(screen.getByRole("list", { name: "Perjalanan permintaan" })).getAllByRole("listitem");

describe("a deletion", () => {
	it("is found in the list, the newest first, and opens", async () => {
		const { user, history } = open(at);
		const table = await screen.findByRole("table", { name: "Permintaan penghapusan" });
		const rows = within(table).getAllByRole("row");
		expect(rows).toHaveLength(5);
		expect(rows[2]?.textContent).toMatch(/Percakapan WhatsApp.*Belum terbukti/);
		await user.click(rows[1] as HTMLElement);
		await waitFor(() => expect(history.location.pathname).toBe(`${at}/er-1`));
	});

	it("stands on the page on privacy while it is under way", async () => {
		const { user, history } = open("/w/toko/privacy");
		const card = (await screen.findByRole("heading", { name: "Penghapusan data" })).closest("section") as HTMLElement;
		expect(await within(card).findAllByText(/^(Masa tunggu|Belum terbukti)$/)).toHaveLength(2);
		await user.click(within(card).getByRole("link", { name: "Hapus data" }));
		await waitFor(() => expect(history.location.pathname).toBe(at));
		const content = within(screen.getByRole("main"));
		await user.click(await content.findByRole("link", { name: "Privasi & penghapusan" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/privacy"));
	});

	it("shows nothing of it there to those who may not delete", async () => {
		theWorld().workspace.rights = ["read", "edit"];
		open("/w/toko/privacy");
		await screen.findByRole("heading", { level: 1 });
		expect(screen.queryByRole("heading", { name: "Penghapusan data" })).toBeNull();
	});

	it("waits, says until when, and can be called off", async () => {
		const { user, container } = open(`${at}/er-1`);
		expect(await screen.findByText(/^Masih dapat dibatalkan selama 2 hr 23 j/)).toBeTruthy();
		expect(items().map(({ textContent }) => textContent)).toHaveLength(7);
		expect(items()[1]?.getAttribute("aria-current")).toBe("step");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Batalkan penghapusan" }));
		await waitFor(() => expect(sent("POST", "/er-1/cancel")).toHaveLength(1));
	});

	it("shows the stage while it works and goes on by itself to what it did, how it was checked and the certificate", async () => {
		let asked = 0;
		given<Erasure>("get", "/erasure-requests/er-9", () =>
			++asked > 1
				? anErasureDone({ id: "er-9" })
				: anErasure({
						id: "er-9",
						state: "executing",
						stage: "rows",
						steps: (["received", "grace", "executing"] as const).map((state) => ({
							state,
							at: minutes.ago(1),
							reason: "",
							act: "" as const,
						})),
					}),
		);
		const { container } = open(`${at}/er-9`);
		expect(await screen.findByText("Langkah 5 dari 8: menghapus baris dan berkas")).toBeTruthy();
		const proof = (await screen.findByRole("heading", { name: "Pemeriksaan sesudahnya" })).closest("section");
		expect(proof?.textContent).toMatch(/Hitung ulang baris.*4 pemeriksaan\..*Tidak ada sisa/);
		expect(proof?.textContent).toContain("pencari yang sama menemukan 240 dari 240 nilai");
		expect(screen.getByRole("heading", { name: "Jawaban jaringan" }).closest("section")?.textContent).toContain(
			"Dikembalikan",
		);
		expect(screen.getByRole("link", { name: "Unduh sertifikat" }).getAttribute("href")).toBe(
			"/api/v1/workspaces/toko/erasure-requests/er-9/certificate",
		);
		expect(screen.queryByRole("button", { name: "Batalkan penghapusan" })).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("says clearly when what was deleted is not proven", async () => {
		open(`${at}/er-2`);
		const alert = (await screen.findByText("Sudah dihapus, tetapi belum terbukti")).closest('[role="alert"]');
		expect(alert?.textContent).toMatch(/belum terbukti.*Hitung ulang baris: Nomor dan akun kontak/);
		expect(screen.getByText("Ditemukan 2")).toBeTruthy();
		expect(screen.getByText(/tidak membuktikan apa pun/)).toBeTruthy();
		expect(screen.queryByRole("link", { name: "Unduh sertifikat" })).toBeNull();
	});

	it("says why it is on hold, and can be called off then too", async () => {
		const held = anErasure({
			id: "er-9",
			state: "on_hold",
			reason: "legal_order",
			hold_until: minutes.ahead(60 * 24 * 30),
			extension: { days: 30, reason: "complex", at: minutes.ago(5) },
			way: "operator",
			grace_until: null,
		});
		given<Erasure>("get", "/erasure-requests/er-9", held);
		const { user } = open(`${at}/er-9`);
		expect(await screen.findByText("Hukum atau lembaga berwenang meminta data tetap disimpan")).toBeTruthy();
		expect(screen.getByText("30 hari: Datanya banyak atau saling berkaitan")).toBeTruthy();
		expect(screen.getByText("Ditahan sampai")).toBeTruthy();
		expect(screen.getByText("Penghapusan belum dimulai")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Batalkan penghapusan" }));
		await waitFor(() => expect(sent("POST", "/er-9/cancel")).toHaveLength(1));
	});

	it("ends with a page of its own when the workspace goes under it, which still shows the code", async () => {
		given<Erasure>(
			"post",
			"/erasure-requests",
			anErasure({ id: "er-w", scope: { whole: true }, state: "executing", status_code: "kodestatus" }),
			201,
		);
		const { user, container } = open(`${at}?of=whole`);
		await user.click(await screen.findByRole("button", { name: "Hitung yang akan dihapus" }));
		await user.type(await screen.findByRole("textbox", { name: /^Ketik nama/ }), "Toko Batik Laras");
		await user.type(screen.getByRole("textbox", { name: "Kode lisensi Anda" }), "KP-ABCDE");
		theWorld().me = aMe({ workspaces: theWorld().me.workspaces.slice(1) });
		refused("get", "/erasure-requests/er-w", 404, "workspace.not_found");
		refused("get", "", 404, "workspace.not_found");
		await user.click(screen.getByRole("button", { name: "Hapus seluruh ruang kerja" }));
		expect(await screen.findByText("Ruang kerja Toko Batik Laras sudah dihapus")).toBeTruthy();
		expect(screen.getByRole("textbox", { name: "Kode status" })).toHaveProperty("value", "kodestatus");
		expect(screen.getByRole("link", { name: "Klinik Sehat" })).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("leads everybody else out too, whatever they were looking at", async () => {
		const { user } = open("/w/toko/jobs");
		await screen.findByRole("heading", { level: 1, name: "Pekerjaan" });
		refused("get", "/erasure-requests", 410, "workspace.erased");
		refused("get", "", 410, "workspace.erased");
		refused("get", "/groups", 410, "workspace.erased");
		refused("get", "/contacts", 410, "workspace.erased");
		await user.click(screen.getByRole("link", { name: "Kontak" }));
		expect(await screen.findByText("Ruang kerja Toko Batik Laras sudah dihapus")).toBeTruthy();
		expect(screen.queryByRole("navigation", { name: "Navigasi" })).toBeNull();
	});

	it("says that it waits for room and goes on by itself", async () => {
		given("get", "/erasure-requests/er-1", anErasure({ id: "er-1", state: "executing", reason: "no_room" }));
		open(`${at}/er-1`);
		expect(await screen.findByText("Menunggu ruang di disk server")).toBeTruthy();
		expect(screen.getByText(/dilanjutkan dengan sendirinya begitu ada ruang/)).toBeTruthy();
	});

	it("knows its way, and how often to look", () => {
		const step = (state: Erasure["state"]) => ({ state, at: "", reason: "", act: "" as const });
		const stops = stopsOf({
			state: "executing",
			steps: ["received", "verified", "grace", "executing", "failed_verification", "executing"].map((state) =>
				step(state as Erasure["state"]),
			),
		});
		expect(stops.map(({ state, kind }) => `${state} ${kind}`)).toEqual([
			"received done",
			"grace done",
			"executing done",
			"failed_verification bad",
			"executing now",
			"verifying ahead",
			"live_erased ahead",
			"backup_wait ahead",
			"complete ahead",
		]);
		expect(stopsOf({ state: "cancelled", steps: [step("received"), step("cancelled")] })).toHaveLength(2);
		const now = Date.parse("2026-11-26T00:00:00Z");
		expect(lookAgain({ state: "grace", grace_until: "2026-11-27T00:00:00Z" }, now)).toBe(30_000);
		expect(lookAgain({ state: "grace", grace_until: "2026-11-26T00:00:10Z" }, now)).toBe(2000);
		expect(lookAgain({ state: "executing", grace_until: null }, now)).toBe(2000);
		expect(lookAgain({ state: "complete", grace_until: null }, now)).toBe(false);
	});
});
