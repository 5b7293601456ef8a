import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings, open } from "@/testing/render";
import { refused, sent, theWorld } from "@/testing/server";

const at = "/w/toko/privacy";

describe("privacy", () => {
	it("tells what is kept, for how long, the oldest there is, and what is late", async () => {
		const { container } = open(at);
		const table = await screen.findByRole("table", { name: "Berapa lama data disimpan" });
		const row = (name: RegExp) => within(table).getByRole("row", { name });
		expect(row(/Kiriman mentah.*7 hari/)).toBeTruthy();
		expect(row(/Pekerjaan latar yang selesai.*24 jam/)).toBeTruthy();
		expect(row(/Komentar Instagram.*90 hari.*Lewat waktu/)).toBeTruthy();
		expect(within(table).getAllByText("Lewat waktu")).toHaveLength(1);
		const lasting = screen.getByRole("table", { name: "Disimpan sampai Anda menghapusnya" });
		expect(within(lasting).getByRole("row", { name: /Kontak.*Sampai dihapus/ })).toBeTruthy();
		expect(screen.getByRole("row", { name: /Log program.*Diatur pengelola/ })).toBeTruthy();
		expect(screen.getByText(/Pembersihan berjalan setiap jam, terakhir/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("sets how long the delivery log tells of a message, within its limits", async () => {
		const { user } = open(at);
		const days = await screen.findByLabelText("Simpan selama (hari)");
		const save = screen.getByRole("button", { name: "Simpan" });
		expect(save).toHaveProperty("disabled", true);
		await user.clear(days);
		await user.type(days, "6");
		expect(screen.getByText("Antara 7 dan 365 hari.")).toBeTruthy();
		expect(save).toHaveProperty("disabled", true);
		await user.clear(days);
		await user.type(days, "30");
		await user.click(save);
		await waitFor(() => expect(sent("PATCH", "/settings").at(-1)?.body).toEqual({ delivery_log_days: 30 }));
		expect(await screen.findByText("Tersimpan")).toBeTruthy();
	});

	it("is read by whoever may not change settings", async () => {
		const world = theWorld();
		world.workspace = { ...world.workspace, role: "agent", rights: ["read", "edit"] };
		open(at);
		expect(await screen.findByLabelText("Simpan selama (hari)")).toHaveProperty("disabled", true);
		expect(screen.queryByRole("button", { name: "Simpan" })).toBeNull();
	});

	it("says that it could not be read, and is found in the menu", async () => {
		refused("get", "/retention", 503, "server.unavailable");
		const { user, history } = open("/w/toko/settings");
		await user.click(await screen.findByRole("link", { name: "Privasi & penghapusan" }));
		await waitFor(() => expect(history.location.pathname).toBe(at));
		expect(await screen.findByRole("button", { name: "Coba lagi" })).toBeTruthy();
	});
});
