import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Erasure } from "@/api/types";
import { anErasure, anErasureAsked } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent } from "@/testing/server";

const one = "/w/toko/privacy/deletion/er-9";
const asked = (more: Partial<Erasure> = {}) =>
	given<Erasure>("get", "/erasure-requests/er-9", anErasureAsked({ id: "er-9", ...more }));

describe("a request that came through the public form", () => {
	it("asks the owner for one click when it came with a licence code", async () => {
		asked({ proofs: ["licence"] });
		const { user, container } = open(one);
		expect(await screen.findByRole("heading", { name: "Apakah ini permintaan Anda?" })).toBeTruthy();
		expect(screen.queryByRole("textbox", { name: "Kode lisensi Anda" })).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Ya, ini permintaan kami" }));
		await waitFor(() => expect(sent("POST", "/er-9/answer")[0]?.body).toEqual({ yes: true }));
	});

	it("asks for the licence code otherwise, and says at the field that it is wrong", async () => {
		asked();
		refused(
			"post",
			"/erasure-requests/er-9/answer",
			422,
			"account.code_wrong",
			{ errors: [{ location: "body.licence_code", code: "account.code_wrong", message: "x" }] },
			true,
		);
		const { user } = open(one);
		const yes = await screen.findByRole("button", { name: "Ya, ini permintaan kami" });
		expect(yes).toHaveProperty("disabled", true);
		await user.type(screen.getByRole("textbox", { name: "Kode lisensi Anda" }), "KP-ABCDE");
		await user.click(yes);
		expect(await screen.findByText("Ini bukan kode lisensi Anda")).toBeTruthy();
		await user.click(yes);
		await waitFor(() => expect(sent("POST", "/er-9/answer")).toHaveLength(2));
		expect(sent("POST", "/er-9/answer")[1]?.body).toEqual({ yes: true, licence_code: "KP-ABCDE" });
	});

	it("is refused without any proof", async () => {
		asked();
		const { user } = open(one);
		await user.click(await screen.findByRole("button", { name: "Bukan dari kami" }));
		await waitFor(() => expect(sent("POST", "/er-9/answer")[0]?.body).toEqual({ yes: false }));
	});
});

describe("a person asks for their own data", () => {
	const person = () =>
		given<Erasure>(
			"get",
			"/erasure-requests/er-9",
			anErasure({
				id: "er-9",
				state: "planned",
				way: "contact",
				scope: { contact_id: "ct-1" },
				proofs: ["phone"],
				grace_until: null,
				answer_by: "2026-11-29T03:00:00Z",
			}),
		);

	it("and an owner agrees", async () => {
		person();
		const { user, container } = open(one);
		expect(await screen.findByRole("heading", { name: "Seseorang meminta datanya dihapus" })).toBeTruthy();
		expect(screen.getByRole("link", { name: "Lihat kontaknya" }).getAttribute("href")).toContain("contact=ct-1");
		expect(screen.queryByRole("button", { name: "Batalkan penghapusan" })).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Hapus data orang ini" }));
		const dialog = await screen.findByRole("dialog", { name: "Hapus semua data orang ini?" });
		expect(dialog.textContent).toContain("tidak dapat dikembalikan");
		expect(sent("POST", "/er-9/answer")).toHaveLength(0);
		await user.click(within(dialog).getByRole("button", { name: "Hapus data orang ini" }));
		await waitFor(() => expect(sent("POST", "/er-9/answer")[0]?.body).toEqual({ yes: true }));
	});

	it("or says why not", async () => {
		person();
		const { user } = open(one);
		await user.click(await screen.findByRole("button", { name: "Tolak" }));
		expect(screen.getByRole("button", { name: "Tolak" })).toHaveProperty("disabled", true);
		await user.click(screen.getByRole("radio", { name: "Wajib disimpan menurut hukum" }));
		await user.click(screen.getByRole("button", { name: "Tolak" }));
		await waitFor(() => expect(sent("POST", "/er-9/answer")[0]?.body).toEqual({ yes: false, reason: "legal_duty" }));
	});
});

describe("the page on privacy", () => {
	it("tells of what waits, and has the link for contacts and the choice", async () => {
		given<{ items: Erasure[] }>("get", "/erasure-requests", { items: [anErasureAsked({ id: "er-9" })] });
		const { user, container } = open("/w/toko/privacy");
		expect(await screen.findByText("Ada permintaan yang menunggu jawaban Anda")).toBeTruthy();
		expect(screen.getByRole("textbox", { name: "Tautan untuk kontak" })).toHaveProperty(
			"value",
			expect.stringMatching(/\/data-deletion\/contact\?business=\d{8,}$/),
		);
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("switch", { name: /Hapus tanpa bertanya/ }));
		await waitFor(() => expect(sent("PUT", "/erasure-choice")[0]?.body).toEqual({ contact_auto: true }));
	});
});
