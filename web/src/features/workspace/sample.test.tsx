import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Sample } from "@/api/types";
import { aBlast, aSample, aWorkspace } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";

const offer = "Coba dengan data contoh";

describe("sample data", () => {
	beforeEach(() => {
		Object.assign(theWorld(), { channels: [], contacts: [], blasts: [], conversations: [] });
		given("get", "/contacts/count", { count: 0, exact: true });
	});

	it("fills an empty workspace by one act, and says on the home page what it is", async () => {
		const { user, container } = open("/w/toko");
		const button = await screen.findByRole("button", { name: offer });
		expect(await axeFindings(container)).toEqual([]);
		given<Sample>("get", "/sample", aSample());
		given("get", "/contacts/count", { count: 12, exact: true });
		Object.assign(theWorld(), { blasts: [aBlast({ id: "bl-1", name: "Contoh: promo akhir pekan" })] });
		await user.click(button);
		await waitFor(() => expect(sent("POST", "/sample")).toHaveLength(1));
		expect(await screen.findByText("Ruang kerja ini berisi data contoh")).toBeTruthy();
		expect(screen.getByText(/^12 kontak, satu grup/)).toBeTruthy();
		expect((await screen.findByRole("link", { name: "Buka draf blast contoh" })).getAttribute("href")).toBe(
			"/w/toko/blasts/bl-1/edit",
		);
		expect(screen.queryByRole("button", { name: offer })).toBeNull();
		// Made-up contacts are no step on the way to the first blast.
		expect(screen.getAllByRole("link", { name: "Impor kontak" }).length).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("is taken away after asking, and the reason is said when it cannot be", async () => {
		given<Sample>("get", "/sample", aSample());
		refused("delete", "/sample", 409, "message.under_way", {}, true);
		const { user } = open("/w/toko");
		await user.click(await screen.findByRole("button", { name: "Hapus data contoh" }));
		const dialog = await screen.findByRole("dialog", { name: "Hapus semua data contoh?" });
		await user.click(within(dialog).getByRole("button", { name: "Hapus data contoh" }));
		expect(await within(dialog).findByText(/Ada pesan yang sedang dikirim/)).toBeTruthy();
		given<Sample>("get", "/sample", theWorld().sample);
		await user.click(within(dialog).getByRole("button", { name: "Hapus data contoh" }));
		expect(await screen.findByText("Data contoh sudah dihapus")).toBeTruthy();
		expect(await screen.findByRole("button", { name: offer })).toBeTruthy();
		expect(screen.queryByText("Ruang kerja ini berisi data contoh")).toBeNull();
	});

	it("is for owners, and for workspaces without contacts of their own", async () => {
		given("get", "/contacts/count", { count: 3, exact: true });
		const first = open("/w/toko");
		await screen.findByRole("heading", { name: "Mulai" });
		expect(screen.queryByRole("button", { name: offer })).toBeNull();
		first.unmount();
		given("get", "/contacts/count", { count: 0, exact: true });
		Object.assign(theWorld(), { workspace: aWorkspace({ role: "admin", rights: ["read", "edit", "manage"] }) });
		open("/w/toko");
		await screen.findByRole("heading", { name: "Mulai" });
		expect(screen.queryByRole("button", { name: offer })).toBeNull();
	});
});
