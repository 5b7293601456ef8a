import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Erasure, ErasurePlan } from "@/api/types";
import { aLineGone, anErasure, anErasureDone, aPlan } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, requests, sent, theWorld } from "@/testing/server";
import { toScope } from "./scope";
import { partsOf, totals } from "./things";

const at = "/w/toko/privacy/deletion";
type User = ReturnType<typeof open>["user"];

async function count(user: User) {
	await user.click(await screen.findByRole("button", { name: "Hitung yang akan dihapus" }));
	await screen.findByRole("heading", { name: "Yang akan terjadi" });
}

async function confirm(user: User, button: RegExp, name = "Toko Batik Laras") {
	await user.type(screen.getByRole("textbox", { name: /^Ketik nama ruang kerja/ }), name);
	await user.type(screen.getByRole("textbox", { name: "Kode lisensi Anda" }), "KP-ABCDE");
	await user.click(screen.getByRole("button", { name: button }));
}

describe("asking for a deletion", () => {
	it("keeps the choice in the address, counts, says what goes and what stays and why, and asks with that count", async () => {
		const { user, history, container } = open(at);
		const button = await screen.findByRole("button", { name: "Hitung yang akan dihapus" });
		expect(button).toHaveProperty("disabled", true);
		await user.click(screen.getByRole("checkbox", { name: /Catatan pengiriman/ }));
		await user.click(screen.getByRole("checkbox", { name: /Kontak dan pengelompokannya/ }));
		await waitFor(() => expect(decodeURIComponent(history.location.search)).toBe("?of=C3,C5"));
		await count(user);
		expect(sent("POST", "/erasure-plan")[0]?.body).toEqual({ scope: { categories: ["C3", "C5"] } });
		expect(screen.getByText("264.036 baris")).toBeTruthy();
		expect(screen.getByText("sekitar 2 mnt 17 dtk")).toBeTruthy();
		const gone = screen.getByRole("table", { name: "Yang hilang" });
		expect(within(gone).getByRole("row", { name: /^Kontak 41\.233/ })).toBeTruthy();
		const stays = screen.getByRole("table", { name: "Yang tetap, dan alasannya" });
		expect(within(stays).getAllByText(/minta berhenti/)).toHaveLength(2);
		expect(within(stays).getByText(/Jumlah dari sepuluh ke atas, tanpa nama/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		// Over already, so that nothing else makes the page look again.
		given<Erasure>("get", "/erasure-requests/er-new", anErasureDone({ id: "er-new" }));
		await confirm(user, /^Hapus 264\.036 baris$/);
		await waitFor(() => expect(history.location.pathname).toBe(`${at}/er-new`));
		expect(sent("POST", "/erasure-requests")[0]?.body).toEqual({
			scope: { categories: ["C3", "C5"] },
			plan_hash: "a".repeat(64),
			plan_gone: 264_036,
			grace_hours: 72,
			no_way_back: false,
			workspace_name: "Toko Batik Laras",
			licence_code: "KP-ABCDE",
		});
		// The code is shown until it is kept, and never again.
		expect(await screen.findByRole("textbox", { name: "Kode status" })).toHaveProperty(
			"value",
			"abcdefghij2345klmnopqrstuv",
		);
		expect(screen.getByRole("link", { name: "Buka halaman status" }).getAttribute("href")).toMatch(
			/\/data-deletion\/status\/abcdefghij2345klmnopqrstuv$/,
		);
		await user.click(screen.getByRole("button", { name: "Sudah saya simpan" }));
		await waitFor(() => expect(screen.queryByRole("textbox", { name: "Kode status" })).toBeNull());
	});

	it("says so when there is nothing to delete", async () => {
		given<ErasurePlan>("post", "/erasure-plan", aPlan({ lines: [], gone: 0, kept: 0 }));
		const { user } = open(`${at}?of=C7,C8`);
		await count(user);
		expect(screen.getByText("Tidak ada yang dapat dihapus")).toBeTruthy();
		expect(screen.queryByRole("heading", { name: "Konfirmasi" })).toBeNull();
	});

	it("shows at the field what was typed wrong, and elsewhere what else is in the way", async () => {
		const wrong = (field: string, code: string) => ({ errors: [{ location: `body.${field}`, code, message: "x" }] });
		const { user } = open(`${at}?of=C3`);
		await count(user);
		refused(
			"post",
			"/erasure-requests",
			422,
			"erasure.name_wrong",
			wrong("workspace_name", "erasure.name_wrong"),
			true,
		);
		await confirm(user, /^Hapus 264/, "Toko lain");
		expect(await screen.findByText("Ini bukan nama ruang kerja ini")).toBeTruthy();
		refused("post", "/erasure-requests", 422, "account.code_wrong", wrong("licence_code", "account.code_wrong"), true);
		await user.click(screen.getByRole("button", { name: /^Hapus 264/ }));
		expect(await screen.findByText("Ini bukan kode lisensi Anda")).toBeTruthy();
		refused("post", "/erasure-requests", 429, "account.too_many_attempts", {}, true);
		await user.click(screen.getByRole("button", { name: /^Hapus 264/ }));
		expect(await screen.findByText(/^Terlalu banyak percobaan/)).toBeTruthy();
		refused("post", "/erasure-requests", 409, "erasure.already_asked", {}, true);
		await user.click(screen.getByRole("button", { name: /^Hapus 264/ }));
		expect(await screen.findByText(/^Penghapusan data yang sama sedang berjalan/)).toBeTruthy();
	});

	it("counts again when the data has changed, and keeps what was typed", async () => {
		const { user } = open(`${at}?of=C3`);
		await count(user);
		refused("post", "/erasure-requests", 409, "erasure.plan_changed", {}, true);
		given<ErasurePlan>(
			"post",
			"/erasure-plan",
			aPlan({ lines: [aLineGone("contact", 50_000)], gone: 50_000, hash: "b".repeat(64) }),
		);
		await confirm(user, /^Hapus 264/);
		expect(await screen.findByText("Hitungannya berubah")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Hapus 50.000 baris" }));
		await waitFor(() => expect(sent("POST", "/erasure-requests")).toHaveLength(2));
		expect(sent("POST", "/erasure-requests")[1]?.body).toMatchObject({
			plan_hash: "b".repeat(64),
			plan_gone: 50_000,
			licence_code: "KP-ABCDE",
		});
	});

	it("says plainly what the end of the whole workspace means, with the way to what is worth keeping", async () => {
		given<Erasure>("post", "/erasure-requests", anErasure({ id: "er-new", scope: { whole: true } }), 201);
		const { user, container } = open(at);
		await user.click(await screen.findByRole("radio", { name: /Seluruh ruang kerja/ }));
		await count(user);
		expect(sent("POST", "/erasure-plan")[0]?.body).toEqual({ scope: { whole: true } });
		const warning = screen.getByRole("alert");
		expect(warning.textContent).toMatch(/Semua pengiriman berhenti seketika.*tidak ada yang dapat mengembalikannya/);
		expect(within(warning).getByRole("link", { name: "Kontak (CSV)" }).getAttribute("href")).toBe(
			"/api/v1/workspaces/toko/contacts/export.csv",
		);
		await user.click(screen.getByRole("radio", { name: "Langsung, tanpa masa tunggu" }));
		expect(warning.textContent).toContain("Anda memilih tanpa masa tunggu");
		expect(await axeFindings(container)).toEqual([]);
		await confirm(user, /^Hapus seluruh ruang kerja$/);
		await waitFor(() => expect(sent("POST", "/erasure-requests")[0]?.body).toMatchObject({ grace_hours: 0 }));
	});

	it("deletes one contact to whom the drawer led", async () => {
		const { user, history } = open("/w/toko/contacts?contact=ct-1");
		const all = await screen.findByRole("link", { name: "Unduh semua datanya (ZIP)" });
		expect(all.getAttribute("href")).toBe("/api/v1/workspaces/toko/contacts/ct-1/export");
		await user.click(await screen.findByRole("link", { name: "Hapus beserta semua jejaknya" }));
		await waitFor(() => expect(history.location.search).toBe("?contact=ct-1"));
		expect(await screen.findByRole("link", { name: "Siti Rahma" })).toBeTruthy();
		await count(user);
		expect(sent("POST", "/erasure-plan")[0]?.body).toEqual({ scope: { contact_id: "ct-1" } });
	});

	it("is for those who may delete", async () => {
		theWorld().workspace.rights = ["read", "edit", "manage"];
		open(at);
		expect(await screen.findByText("Hanya pemilik yang boleh melakukan ini.")).toBeTruthy();
		expect(requests.filter(({ path }) => path.includes("erasure"))).toEqual([]);
	});

	it("reads the choice from the address in the order of the page, without what makes no sense", () => {
		expect(toScope({ of: "C5,C3,X9" })).toEqual({ categories: ["C3", "C5"] });
		expect(toScope({ of: "whole" })).toEqual({ whole: true });
		expect(toScope({ of: "nonsense" })).toBeNull();
		expect(toScope({ of: "whole", contact: "ct-1" })).toEqual({ contact_id: "ct-1" });
	});

	it("sums up tables that people call the same, and names what it does not know as supporting", () => {
		const parts = partsOf([
			aLineGone("contact_class", 3),
			aLineGone("contact", 5),
			aLineGone("something_new", 4, { method: "clear" }),
			aLineGone("suppression", 1, { method: "keep", reason: "orders" }),
			aLineGone("suppression_lift", 2, { method: "keep", reason: "orders" }),
		]);
		expect(parts).toHaveLength(1);
		expect(parts[0]?.things.map(({ thing, rows }) => [thing, rows])).toEqual([
			["contact", 5],
			["suppression", 3],
			["other", 7],
		]);
		// Those of a whole workspace are not counted before they go.
		expect(totals([aLineGone("attachment", 9, { bytes: 512 }), aLineGone("contact", 2)])).toEqual({
			rows: 11,
			files: 9,
			bytes: 512,
		});
	});
});
