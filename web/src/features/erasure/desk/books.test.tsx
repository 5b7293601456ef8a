import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Deletion, DeletionReport } from "@/api/types";
import { aDeletion, aDeletionReport, aMe, minutes } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { answered, sent, theWorld } from "@/testing/server";

const api = "*/api/v1/operator";

beforeEach(() => {
	theWorld().me = aMe({ operator: true });
});

describe("what comes to the desk", () => {
	it("is taken in by the name of the workspace, and its code is shown", async () => {
		const made = aDeletion({ id: "er-9", status_code: "abcdefghij2345klmnopqrstuv", approvals_needed: 2 });
		answered<Deletion>("post", `${api}/deletions`, made, 201);
		const { user, container } = open("/operator/take-in");
		await user.type(await screen.findByRole("textbox", { name: /^Nama pendek/ }), "toko");
		const send = screen.getByRole("button", { name: "Catat permintaan" });
		await user.type(screen.getByRole("textbox", { name: "Kode lisensi Anda" }), "KP-ABCDE");
		expect(send).toHaveProperty("disabled", true);
		await user.click(screen.getByRole("checkbox", { name: "Percakapan WhatsApp" }));
		expect(await axeFindings(container)).toEqual([]);
		await user.click(send);
		expect(await screen.findByRole("textbox", { name: "Kode status" })).toHaveProperty("value", made.status_code);
		expect(screen.getByText(/sebelum dua operator yang berbeda menyetujui/)).toBeTruthy();
		expect(sent("POST", "/operator/deletions")[0]?.body).toEqual({
			workspace: "toko",
			scope: { categories: ["C4"] },
			grace_hours: 72,
			no_way_back: false,
			licence_code: "KP-ABCDE",
		});
		expect(screen.getByRole("link", { name: "Buka permintaan" }).getAttribute("href")).toBe("/operator/deletions/er-9");
	});

	it("is a list of Meta's, each id once, which is answered with codes", async () => {
		answered("post", `${api}/deletions/import`, {
			items: [{ id: "178411", code: "abc", status_url: "https://x/abc" }],
		});
		const { user, container } = open("/operator/list");
		await user.type(await screen.findByRole("textbox", { name: "Id akun" }), "178411, 178412{Enter}178411");
		await user.type(screen.getByRole("textbox", { name: "Kode lisensi Anda" }), "KP-ABCDE");
		await user.click(screen.getByRole("button", { name: "Masukkan 2 id" }));
		const table = await screen.findByRole("table", { name: "Kode status untuk jawaban" });
		expect(within(table).getByRole("row", { name: "178411 abc" })).toBeTruthy();
		expect(sent("POST", "/import")[0]?.body).toMatchObject({ ids: ["178411", "178412"] });
		expect(await axeFindings(container)).toEqual([]);
	});
});

describe("the books of the desk", () => {
	it("shows the ledger line by line, and whether its chain holds", async () => {
		const line = {
			seq: 51,
			at: minutes.ago(5),
			kind: "done",
			request_id: "er-1",
			whole: false,
			categories: ["C3"],
			contacts: 0,
			account: false,
			hash: "h",
			workspace_id: "w",
		};
		answered("get", `${api}/ledger`, { items: [line], lines: 51, head: "h", next: 51 });
		answered("get", `${api}/ledger/check`, { holds: true, lines: 51, head: "abc" });
		const { user, history, container } = open("/operator/ledger");
		expect(await screen.findByText("Terhapus dan terbukti")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Periksa rantai" }));
		expect(await screen.findByText(/^51 baris diperiksa/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Berikutnya" }));
		await waitFor(() => expect(decodeURIComponent(history.location.search)).toBe("?cursor=51&trail=0"));
		answered("get", `${api}/ledger/check`, { holds: false, lines: 3, head: "x" });
		await user.click(screen.getByRole("button", { name: "Periksa rantai" }));
		expect((await screen.findByText("Rantai buku besar rusak")).closest('[role="alert"]')).toBeTruthy();
	});

	it("says in which backup what was erased may still be read", async () => {
		const old = {
			id: "b1",
			made_at: minutes.ago(9000),
			ends_at: minutes.ahead(9000),
			bytes: 4_000_000,
			workspaces: 3,
			keys: 4,
			erased: 2,
			whole: true,
		};
		answered("get", `${api}/backups`, { items: [{ ...old, id: "b2", erased: 0, whole: false }, old], oldest: old });
		const { container } = open("/operator/backups");
		expect(
			(await screen.findByText("Data terhapus masih bisa terbaca di cadangan lama")).closest('[role="status"]')
				?.textContent,
		).toContain("dari 2 penghapusan");
		expect(screen.getByText("Tidak bisa dibaca")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("accounts for a month in numbers, and hands them out", async () => {
		answered<DeletionReport>("get", `${api}/report`, aDeletionReport());
		const { container } = open("/operator/report?month=2026-11");
		expect((await screen.findByText("Waktu tengah sampai terhapus")).closest("div")?.textContent).toContain("2 j");
		expect(screen.getByText("Pemohon bukan pemilik data")).toBeTruthy();
		expect(screen.getByRole("link", { name: "CSV" }).getAttribute("href")).toBe(
			"/api/v1/operator/report.csv?month=2026-11",
		);
		expect(screen.getByRole("link", { name: "JSON" }).getAttribute("download")).toBe("deletions-2026-11.json");
		expect(await axeFindings(container)).toEqual([]);
	});

	it("says so when there is nothing", async () => {
		answered("get", `${api}/ledger`, { items: [], lines: 0, head: "", next: 0 });
		answered("get", `${api}/backups`, { items: [], oldest: null });
		answered<DeletionReport>("get", `${api}/report`, aDeletionReport({ received: 0 }));
		const { user } = open("/operator/ledger");
		expect(await screen.findByText("Buku besar masih kosong")).toBeTruthy();
		await user.click(screen.getByRole("link", { name: "Cadangan" }));
		expect(await screen.findByText("Belum ada cadangan")).toBeTruthy();
		await user.click(screen.getByRole("link", { name: "Laporan" }));
		expect(await screen.findByText("Tidak ada permintaan pada bulan ini.")).toBeTruthy();
	});
});
