import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { axeFindings, open } from "@/testing/render";
import { refused, sent, theWorld } from "@/testing/server";

const at = "/w/toko/privacy";

describe("export of everything", () => {
	it("asks for the code once more and hands the download to the browser", async () => {
		const went: string[] = [];
		vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
			went.push(this.getAttribute("href") ?? "");
		});
		const { user, container } = open(at);
		await user.click(await screen.findByRole("button", { name: "Ekspor ruang kerja" }));
		const start = screen.getByRole("button", { name: "Unduh ZIP" });
		expect(start).toHaveProperty("disabled", true);
		expect(screen.getByText("Berkas ini tidak terenkripsi")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.type(screen.getByLabelText("Kode lisensi Anda"), " KP-1 ");
		await user.click(start);
		expect(await screen.findByText(/Unduhan dimulai/)).toBeTruthy();
		expect(sent("POST", "/export-tickets").at(-1)?.body).toEqual({ licence_code: "KP-1" });
		expect(went).toEqual(["/api/v1/workspaces/toko/export?ticket=SEKALI"]);
		expect(screen.getByLabelText("Kode lisensi Anda")).toHaveProperty("value", "");
		vi.restoreAllMocks();
	});

	it("says what is wrong", async () => {
		refused("post", "/export-tickets", 409, "transfer.deletion_runs");
		const { user } = open(at);
		await user.click(await screen.findByRole("button", { name: "Ekspor ruang kerja" }));
		await user.type(screen.getByLabelText("Kode lisensi Anda"), "KP-1");
		await user.click(screen.getByRole("button", { name: "Unduh ZIP" }));
		expect(await screen.findByText(/Data ruang kerja ini sedang dihapus/)).toBeTruthy();
	});

	it("is for owners, also when the licence has ended", async () => {
		const world = theWorld();
		world.workspace = { ...world.workspace, role: "admin", rights: ["read", "edit", "manage"] };
		open(at);
		await waitFor(() => expect(screen.getByRole("table", { name: "Berapa lama data disimpan" })).toBeTruthy());
		expect(screen.queryByRole("button", { name: "Ekspor ruang kerja" })).toBeNull();
	});
});
