import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { PrivateLine, Send, Workspace } from "@/api/types";
import { aLine, anInstagramChannel, aSend, aWorkspace, minutes } from "@/testing/factories";
import { open } from "@/testing/render";
import { given, refused, theWorld } from "@/testing/server";

describe("what needs somebody", () => {
	it("names the account whose private replies will come too late, and replies to comments that failed today", async () => {
		theWorld().channels.push(anInstagramChannel());
		const items = [aLine({ waiting: 180_000, last_at: minutes.ahead(8 * 1440) })];
		given<{ items: PrivateLine[]; next: null }>("get", "/instagram/queue", { items, next: null });
		given<{ items: Send[]; next: null }>("get", "/messages", {
			items: [
				aSend({ state: "failed", origin: { kind: "comment", id: "ru-1" }, updated_at: minutes.ago(0) }),
				aSend({ state: "failed", updated_at: minutes.ago(0) }),
			],
			next: null,
		});
		open("/w/toko");
		const line = await screen.findByText("180.000 balasan pribadi menunggu lebih dari 7 hari");
		expect(line.closest("li")?.textContent).toContain("Batik Laras");
		const failed = await screen.findByRole("link", { name: "Balasan komentar yang gagal hari ini" });
		expect(failed.getAttribute("href")).toContain("/automation/matches");
		expect(failed.closest("li")?.textContent).toContain("1");
	});

	it("tells everybody of a deletion that waits, and owners of requests from outside", async () => {
		given<Workspace>(
			"get",
			"",
			aWorkspace({ deletion: { waits: true, whole: true, begins_at: minutes.ahead(600), asks: 2, ends: [] } }),
		);
		open("/w/toko");
		const whole = await screen.findByRole("link", { name: "Ruang kerja ini akan dihapus" });
		expect(whole.closest("li")?.textContent).toContain("masih dapat dibatalkan pemilik");
		const asks = screen.getByRole("link", { name: "Permintaan penghapusan data" });
		expect(asks.closest("li")?.textContent).toContain("2 menunggu jawaban Anda");
		expect(asks.getAttribute("href")).toBe("/w/toko/privacy");
	});

	it("does not say that all is well before all of it has been read, nor when a part could not be", async () => {
		Object.assign(theWorld(), { channels: [], blasts: [], jobs: [] });
		refused("get", "/jobs", 500, "internal", {}, true);
		const { user } = open("/w/toko");
		const section = (await screen.findByRole("heading", { name: "Perlu perhatian" })).closest("section") as HTMLElement;
		const fine = "Semua baik-baik saja.";
		expect(within(section).queryByText(fine)).toBeNull();
		const alert = await within(section).findByRole("alert");
		expect(within(section).queryByText(fine)).toBeNull();
		await user.click(within(alert).getByRole("button", { name: "Coba lagi" }));
		expect(await within(section).findByText(fine)).toBeTruthy();
	});

	it("leads from a licence that ends to the page about it", async () => {
		given<Workspace>("get", "", aWorkspace({ licence: { state: "expiring", expires_at: minutes.ahead(5 * 1440) } }));
		open("/w/toko");
		const list = (await screen.findByRole("heading", { name: "Perlu perhatian" })).closest("section") as HTMLElement;
		const link = await within(list).findByRole("link", { name: /Lisensi/ });
		expect(link.getAttribute("href")).toBe("/w/toko/settings?tab=licence");
	});

	it("tells of deletions that ended, with the certificate for owners, and of one that could not be proven", async () => {
		const ends: NonNullable<Workspace["deletion"]>["ends"] = [
			{ erasure_id: "e1", state: "failed_verification", at: null },
			{ erasure_id: "e2", state: "live_erased", at: minutes.ago(5) },
			{ erasure_id: "e3", state: "complete", at: minutes.ago(60) },
		];
		const deletion = { waits: false, whole: false, begins_at: null, asks: 0, ends };
		given<Workspace>("get", "", aWorkspace({ deletion }));
		open("/w/toko");
		const unproven = await screen.findByRole("link", { name: "Penghapusan data belum terbukti" });
		expect(unproven.closest("li")?.textContent).toContain("pengelola");
		const erased = screen.getByRole("link", { name: "Data sudah terhapus" });
		expect(erased.getAttribute("href")).toBe("/w/toko/privacy/deletion/e2");
		expect(erased.closest("li")?.textContent).toContain("sertifikat");
		expect(screen.getByRole("link", { name: "Penghapusan data selesai" })).toBeTruthy();
	});

	it("leads who may not delete to the page on privacy", async () => {
		const ends: NonNullable<Workspace["deletion"]>["ends"] = [
			{ erasure_id: "e2", state: "live_erased", at: minutes.ago(5) },
		];
		const deletion = { waits: false, whole: false, begins_at: null, asks: 0, ends };
		given<Workspace>("get", "", aWorkspace({ deletion, rights: ["read"], role: "viewer" }));
		open("/w/toko");
		const erased = await screen.findByRole("link", { name: "Data sudah terhapus" });
		expect(erased.getAttribute("href")).toBe("/w/toko/privacy");
	});

	it("leaves a line alone that moves fast enough", async () => {
		theWorld().channels.push(anInstagramChannel());
		given<{ items: PrivateLine[]; next: null }>("get", "/instagram/queue", { items: [aLine()], next: null });
		open("/w/toko");
		await screen.findByText("Perlu perhatian");
		expect(screen.queryByText(/menunggu lebih dari 7 hari/)).toBeNull();
	});
});
