import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aMoment } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, sent } from "@/testing/server";

describe("history of a contact", () => {
	it("tells what happened, the newest first, and leads to it", async () => {
		open("/w/toko/contacts?contact=ct-1");
		const list = await screen.findByRole("region", { name: "Riwayat" });
		await waitFor(() => expect(within(list).getAllByRole("listitem")).toHaveLength(6));
		const lines = within(list)
			.getAllByRole("listitem")
			.map((line) => line.textContent);
		expect(lines[0]).toContain("Kontak mengirim kata berhenti");
		expect(lines[2]).toContain("Pesan keluar: Gambar");
		expect(lines[3]).toContain("Promosi: Setuju");
		expect(lines[3]).toContain("Formulir pameran");
		expect(lines[4]).toContain("Digabung dengan Siti R.");
		expect(within(list).getByRole("link", { name: "Blast Pengingat pesanan" }).getAttribute("href")).toBe(
			"/w/toko/blasts/bl-2",
		);
		expect(within(list).getByRole("link", { name: "Pesan masuk" }).getAttribute("href")).toBe("/w/toko/inbox?c=cv-1");
		expect(await axeFindings(list)).toEqual([]);
	});

	it("shows older ones when asked, and says when there is nothing", async () => {
		given("get", "/contacts/ct-1/timeline", (request) => ({
			items: [aMoment({ kind: "merged", name: new URL(request.url).searchParams.get("cursor") || "Baru" })],
			next: new URL(request.url).searchParams.get("cursor") ? null : "Lama",
		}));
		const { user, unmount } = open("/w/toko/contacts?contact=ct-1");
		expect(await screen.findByText("Digabung dengan Baru")).toBeTruthy();
		await user.click(await screen.findByRole("button", { name: "Lihat yang lebih lama" }));
		expect(await screen.findByText("Digabung dengan Lama")).toBeTruthy();
		expect(sent("GET", "/timeline")).toHaveLength(2);
		unmount();
		given("get", "/contacts/ct-1/timeline", { items: [], next: null });
		open("/w/toko/contacts?contact=ct-1");
		expect(await screen.findByText("Belum ada yang terjadi dengan kontak ini.")).toBeTruthy();
	});
});
