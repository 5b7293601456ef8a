import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings, open } from "@/testing/render";
import { refused, sent } from "@/testing/server";
import { groupCode } from "./licence-code";

describe("licence code", () => {
	it.each([
		["kp-abcde12345", "KP-ABCDE-12345"],
		[" kp abcde 1", "KP-ABCDE-1"],
		["abcdefgh", "ABCDE-FGH"],
		["KP-ABCDE-12345-", "KP-ABCDE-12345"],
		["", ""],
		["k", "K"],
	])("%j is shown as %j", (typed, shown) => {
		expect(groupCode(typed)).toBe(shown);
	});

	it("keeps no more than a whole code", () => {
		expect(groupCode(`KP${"A".repeat(40)}`)).toBe("KP-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA");
	});
});

describe("login page", () => {
	it("groups the code as it is typed and sends both", async () => {
		refused("get", "*/api/v1/me", 401, "account.unauthenticated", {}, true);
		const { user, history, container } = open("/login?next=%2Fw%2Ftoko%2Fjobs");
		await user.type(await screen.findByLabelText("Nama pengguna"), "rani");
		const code = screen.getByLabelText("Kode lisensi");
		await user.type(code, "kpabcde12345");
		expect(code).toHaveProperty("value", "KP-ABCDE-12345");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Masuk" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/jobs"));
		expect(sent("POST", "/session")[0]?.body).toEqual({ username: "rani", licence_code: "KP-ABCDE-12345" });
	});

	it("says the same whatever was wrong, and never leaves this site afterwards", async () => {
		refused("get", "*/api/v1/me", 401, "account.unauthenticated", {}, true);
		refused("post", "*/api/v1/session", 401, "account.bad_credentials", {}, true);
		const { user, history } = open("/login?next=%2F%2Fevil.example");
		await user.type(await screen.findByLabelText("Nama pengguna"), "rani");
		await user.type(screen.getByLabelText("Kode lisensi"), "KPX");
		await user.click(screen.getByRole("button", { name: "Masuk" }));
		expect((await screen.findByRole("alert")).textContent).toContain("Nama pengguna atau kode lisensi tidak cocok");
		await user.click(screen.getByRole("button", { name: "Masuk" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko"));
	});

	it("leads somebody who is signed in already to their workspace", async () => {
		const { history } = open("/login");
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko"));
	});

	it.each([
		["/w/toko/contacts?search=siti", "/w/toko/contacts?search=siti"],
		["//evil.example/x", "/w/toko"],
		["/\\evil.example/x", "/w/toko"],
		["/\t/evil.example/x", "/w/toko"],
		["/.//evil.example", "/w/toko"],
		["https://evil.example", "/w/toko"],
		["javascript:alert(1)", "/w/toko"],
		["/login?next=%2Flogin", "/w/toko"],
	])("leads them at once to %j, if it is of this site", async (next, where) => {
		const { history } = open(`/login?next=${encodeURIComponent(next)}`);
		await waitFor(() => expect(history.location.pathname + history.location.search).toBe(where));
		expect(screen.queryByLabelText("Kode lisensi")).toBeNull();
		expect(sent("POST", "/session")).toHaveLength(0);
	});

	it("asks for what is missing without asking the server", async () => {
		refused("get", "*/api/v1/me", 401, "account.unauthenticated");
		const { user } = open("/login");
		await user.click(await screen.findByRole("button", { name: "Masuk" }));
		expect(screen.getByText("Isi nama pengguna Anda")).toBeTruthy();
		expect(sent("POST", "/session")).toHaveLength(0);
	});

	it("changes the language", async () => {
		refused("get", "*/api/v1/me", 401, "account.unauthenticated");
		const { user } = open("/login");
		await user.click(await screen.findByLabelText("English"));
		expect(await screen.findByRole("button", { name: "Log in" })).toBeTruthy();
		await user.click(screen.getByLabelText("Indonesia"));
		expect(await screen.findByRole("button", { name: "Masuk" })).toBeTruthy();
	});

	it("leads to the public pages in the language of the reader", async () => {
		refused("get", "*/api/v1/me", 401, "account.unauthenticated");
		const { user } = open("/login");
		const pages = async (name: string) =>
			within(await screen.findByRole("navigation", { name }))
				.getAllByRole("link")
				.map((link) => `${link.textContent} ${link.getAttribute("href")}`);
		expect(await pages("Halaman umum")).toEqual([
			"Penghapusan data /data-deletion?lang=id",
			"Kebijakan privasi /privacy?lang=id",
			"Ketentuan penggunaan /terms?lang=id",
		]);
		await user.click(screen.getByLabelText("English"));
		expect(await pages("Public pages")).toEqual([
			"Data deletion /data-deletion?lang=en",
			"Privacy policy /privacy?lang=en",
			"Terms of use /terms?lang=en",
		]);
		await user.click(screen.getByLabelText("Indonesia"));
	});

	it("brings a person without a session back to where they wanted to go", async () => {
		refused("get", "*/api/v1/me", 401, "account.no_session");
		const { history } = open("/w/toko/contacts?search=siti");
		await screen.findByRole("heading", { name: "Masuk" });
		expect(history.location.pathname).toBe("/login");
		expect(new URLSearchParams(history.location.search).get("next")).toBe("/w/toko/contacts?search=siti");
	});
});
