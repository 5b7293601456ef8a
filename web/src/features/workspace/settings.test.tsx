import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aCode, aLicence } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { refused, sent, theWorld } from "@/testing/server";
import { deviceWords } from "./device";

describe("device words", () => {
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
	it.each([
		[`Mozilla/5.0 (Linux; Android 15) ${webkit} Chrome/140.0 Mobile Safari/537.36`, "Chrome · Android"],
		[`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`, "Edge · Windows"],
		[
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
			"Safari · iPhone",
		],
		["Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox · Linux"],
		["curl/8.5.0", "curl/8.5.0"],
		["", "–"],
	])("%j is %j", (agent, words) => {
		expect(deviceWords(agent)).toBe(words);
	});
});

const at = (tab: string) => `/w/toko/settings?tab=${tab}`;

describe("settings", () => {
	it("shows the save bar only when something changed, and asks before it is lost", async () => {
		const { user, history, container } = open(at("general"));
		const name = await screen.findByLabelText("Nama ruang kerja");
		expect(screen.queryByRole("button", { name: "Simpan" })).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
		await user.type(name, " Baru");
		expect(screen.getByRole("button", { name: "Simpan" })).toBeTruthy();
		await user.click(screen.getByRole("link", { name: "Lisensi" }));
		const ask = await screen.findByRole("dialog");
		expect(history.location.search).toContain("general");
		await user.click(within(ask).getByRole("button", { name: "Batal" }));
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(name).toHaveProperty("value", "Toko Batik Laras Baru");
		await user.click(screen.getByRole("link", { name: "Lisensi" }));
		await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Tinggalkan" }));
		expect(await screen.findByRole("heading", { name: "Bila lisensi berakhir" })).toBeTruthy();
		expect(history.location.search).toContain("licence");
	});

	it("saves its own part only and puts the server's errors on the fields", async () => {
		const { user } = open(at("general"));
		const name = await screen.findByLabelText("Nama ruang kerja");
		await user.type(name, "!");
		refused(
			"patch",
			"/settings",
			422,
			"workspace.settings_invalid",
			{ errors: [{ location: "name", code: "workspace.name_invalid", message: "x" }] },
			true,
		);
		await user.click(screen.getByRole("button", { name: "Simpan" }));
		expect(await screen.findByText("Nama 1 sampai 80 huruf")).toBeTruthy();
		expect(Object.keys(sent("PATCH", "/settings")[0]?.body as object)).toEqual([
			"name",
			"time_zone",
			"language",
			"country_prefix",
		]);
		await user.click(screen.getByRole("button", { name: "Simpan" }));
		await waitFor(() => expect(screen.queryByRole("button", { name: "Simpan" })).toBeNull());
	});

	it("has the rules of sending on a page of their own", async () => {
		const { user, container } = open(at("sending"));
		await user.click(await screen.findByLabelText("Pakai jam tenang"));
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Simpan" }));
		await waitFor(() => expect(sent("PATCH", "/settings")).toHaveLength(1));
		expect(sent("PATCH", "/settings")[0]?.body).toMatchObject({ quiet_hours: { enabled: false } });
	});

	it("changes the own name and language, whatever the licence", async () => {
		theWorld().workspace.licence = { state: "expired", expires_at: new Date().toISOString() };
		const { user, container } = open(at("profile"));
		await user.type(await screen.findByLabelText("Nama Anda"), " W.");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Simpan" }));
		await waitFor(() => expect(sent("PATCH", "/me")).toHaveLength(1));
		expect(sent("PATCH", "/me")[0]?.body).toEqual({ name: "Rani Puspita W.", language: "id" });
	});

	it("lists own devices without places, ends all others and replaces the code", async () => {
		const { user, container } = open(at("sessions"));
		expect((await screen.findAllByText("Chrome · Android")).length).toBe(1);
		expect(container.textContent).not.toContain("103.10.20.30");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Akhiri semua yang lain" }));
		await waitFor(() => expect(sent("DELETE", "/me/sessions")).toHaveLength(1));
		await user.click(screen.getByRole("button", { name: "Ganti kode" }));
		const modal = await screen.findByRole("dialog");
		await user.type(within(modal).getByLabelText("Kode lisensi Anda sekarang"), "KP-SALAH");
		refused(
			"post",
			"*/api/v1/me/reissue-code",
			422,
			"account.code_wrong",
			{ errors: [{ location: "licence_code", code: "account.code_wrong", message: "x" }] },
			true,
		);
		await user.click(within(modal).getByRole("button", { name: "Ganti kode" }));
		expect(await within(modal).findByText("Ini bukan kode lisensi Anda")).toBeTruthy();
		await user.click(within(modal).getByRole("button", { name: "Ganti kode" }));
		expect(await screen.findByLabelText("Kode lisensi")).toHaveProperty("value", aCode);
	});

	it("says what the licence allows, how much is used and what happens then", async () => {
		theWorld().licence = aLicence({
			licence: { state: "suspended", expires_at: null, suspend_reason: "Tagihan Mei belum dibayar" },
			members: { used: 5, limit: 5 },
		});
		const { container } = open(at("licence"));
		expect(await screen.findByText("Tagihan Mei belum dibayar")).toBeTruthy();
		expect(screen.getByText("5 dari 5")).toBeTruthy();
		expect(screen.getByText(/Membaca, mengekspor, dan menghapus data tetap bisa/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("shows the record to owners, with filters in the address and a file", async () => {
		const { user, history, container } = open(at("audit"));
		expect(await screen.findByText("Dimas Prasetyo · dimas")).toBeTruthy();
		expect(screen.getByText("Tim Kelola Pesan atau sistem")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.selectOptions(screen.getByLabelText("Tindakan"), "workspace.member_changed");
		await waitFor(() => expect(history.location.search).toContain("action=workspace.member_changed"));
		expect(screen.getByRole("link", { name: "Blast dimulai" }).getAttribute("href")).toBe("/w/toko/blasts/blast-9");
		expect(screen.queryByRole("link", { name: "Draf blast dihapus" })).toBeNull();
		const file = screen.getByRole("link", { name: "Unduh CSV" }).getAttribute("href");
		expect(file).toBe("/api/v1/workspaces/toko/audit/export.csv?action=workspace.member_changed");
		await user.selectOptions(screen.getByLabelText("Tindakan"), "session.");
		await waitFor(() => expect(history.location.search).toContain("group=session"));
		expect(history.location.search).not.toContain("action=");
		expect(screen.getByRole("link", { name: "Unduh CSV" }).getAttribute("href")).toContain("?group=session");
		await user.click(screen.getByRole("button", { name: "Berikutnya" }));
		await waitFor(() => expect(history.location.search).toContain("cursor=next-page"));
	});
});
