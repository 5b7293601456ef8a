import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { SignupForm } from "@/api/types";
import { aSignupForm } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent } from "@/testing/server";

const list = "/w/toko/contacts/forms";

describe("sign-up forms", () => {
	it("lie under the contacts, with state and counts, and open", async () => {
		const { user, container, history } = open("/w/toko/contacts");
		await user.click(await screen.findByRole("button", { name: "Lainnya" }));
		await user.click(await screen.findByRole("menuitem", { name: "Formulir pendaftaran" }));
		const table = await screen.findByRole("table", { name: "Formulir pendaftaran" });
		const row = within(table).getByRole("row", { name: /Pameran JCC/ });
		expect(within(row).getByText("Dibuka")).toBeTruthy();
		expect(within(row).getByText("128")).toBeTruthy();
		expect(within(table).getByText("Ditutup")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(row);
		await waitFor(() => expect(history.location.pathname).toBe(`${list}/sf-1`));
	});

	it("says what they are for when there are none", async () => {
		given<{ items: SignupForm[]; next: null }>("get", "/signup-forms", { items: [], next: null });
		open(list);
		expect(await screen.findByText("Belum ada formulir")).toBeTruthy();
	});

	it("are made with a wording for each purpose", async () => {
		const { user, container, history } = open(`${list}/new`);
		await user.type(await screen.findByLabelText(/Nama formulir/), "Bazar");
		const promo = screen.getByLabelText<HTMLTextAreaElement>("Kalimat persetujuan: Promosi");
		expect(promo.value).toBe("Saya setuju menerima promo dari Toko Batik Laras lewat WhatsApp.");
		await user.click(screen.getByRole("checkbox", { name: "Pengingat" }));
		await user.click(screen.getByRole("checkbox", { name: "Promosi" }));
		await user.selectOptions(screen.getByLabelText("Masukkan ke grup"), "g-2");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Buat formulir" }));
		await waitFor(() => expect(history.location.pathname).toBe(`${list}/sf-1`));
		expect(sent("POST", "/signup-forms")[0]?.body).toMatchObject({
			name: "Bazar",
			state: "open",
			asks: [{ purpose: "reminder", wording: "Saya setuju menerima pengingat dari Toko Batik Laras lewat WhatsApp." }],
			group_id: "g-2",
			channel_id: "ch-1",
		});
	});

	it("cannot be saved without a purpose, nor open without a channel", async () => {
		const { user } = open(`${list}/new`);
		await user.type(await screen.findByLabelText(/Nama formulir/), "Bazar");
		const save = screen.getByRole<HTMLButtonElement>("button", { name: "Buat formulir" });
		await user.selectOptions(screen.getByLabelText("Kanal untuk konfirmasi"), "");
		expect(save.disabled).toBe(true);
		expect(screen.getByText(/memerlukan kanal yang tersambung/)).toBeTruthy();
		await user.click(screen.getByRole("switch", { name: "Formulir dibuka" }));
		expect(save.disabled).toBe(false);
		await user.click(screen.getByRole("checkbox", { name: "Promosi" }));
		expect(save.disabled).toBe(true);
		expect(screen.getByText("Pilih paling sedikit satu tujuan.")).toBeTruthy();
	});

	it("show their links and QR codes, and what the server refuses", async () => {
		const { user, container } = open(`${list}/sf-1`);
		expect((await screen.findByLabelText<HTMLInputElement>("Tautan formulir")).value).toBe(aSignupForm().url);
		expect(screen.getByLabelText<HTMLInputElement>("Tautan obrolan").value).toContain("https://wa.me/");
		const png = screen.getByRole<HTMLAnchorElement>("link", { name: "Kode QR formulir: PNG" });
		expect(png.href).toContain("/signup-forms/sf-1/qr.png?of=page");
		expect(screen.getByText("128 terkonfirmasi, 9 menunggu konfirmasi")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		refused("put", "/signup-forms/sf-1", 409, "signup.name_taken");
		await user.click(screen.getByRole("button", { name: "Simpan" }));
		expect(await screen.findByText("Sudah ada formulir dengan nama ini.")).toBeTruthy();
	});

	it("are not left with changes unless one says so", async () => {
		const { user, history } = open(`${list}/sf-1`);
		await user.type(await screen.findByLabelText(/Nama formulir/), " 2");
		await user.click(screen.getByRole("link", { name: "Kanal" }));
		const question = await screen.findByRole("dialog", { name: "Tinggalkan tanpa menyimpan?" });
		await user.click(within(question).getByRole("button", { name: "Tinggalkan" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/channels"));
	});

	it("are deleted after a question, also with changes", async () => {
		const { user, history } = open(`${list}/sf-2`);
		await user.type(await screen.findByLabelText(/Nama formulir/), " 2");
		await user.click(await screen.findByRole("button", { name: "Hapus" }));
		const dialog = await screen.findByRole("dialog");
		expect(within(dialog).getByText(/Kontak dan persetujuan yang sudah ada tetap tersimpan/)).toBeTruthy();
		await user.click(within(dialog).getByRole("button", { name: "Hapus" }));
		await waitFor(() => expect(history.location.pathname).toBe(list));
		expect(sent("DELETE", "/signup-forms/sf-2").length).toBe(1);
	});
});
