import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Blast, Preflight } from "@/api/types";
import { aBlast, aPreflight, aTemplate } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";

const edit = "/w/toko/blasts/bl-1/edit";
const draft = (more: Partial<Blast> = {}) => Object.assign(theWorld(), { blasts: [aBlast(more)] });

describe("blast composer", () => {
	it("names a new blast and opens its draft", async () => {
		const { user, history } = open("/w/toko/blasts");
		await user.click(await screen.findByRole("button", { name: "Buat blast" }));
		const dialog = await screen.findByRole("dialog");
		await user.type(within(dialog).getByLabelText("Nama blast"), "Koleksi baru");
		await user.click(within(dialog).getByRole("button", { name: "Buat draf" }));
		await waitFor(() => expect(history.location.pathname).toBe(edit));
		expect(sent("POST", "/blasts")[0]?.body).toEqual({ name: "Koleksi baru" });
	});

	it("step 1 saves with the version it has seen before it goes on, and each step has an address", async () => {
		draft({ version: 7 });
		const { user, history, container } = open(edit);
		const name = await screen.findByLabelText("Nama blast");
		expect(await screen.findByText("dari 5.000 orang akan menerima")).toBeTruthy();
		expect(screen.getByText("78 dilewati: Belum ada persetujuan")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.clear(name);
		await user.type(name, "Diskon");
		await user.click(screen.getByLabelText("Semua kontak"));
		await user.click(screen.getByRole("button", { name: "Lanjut" }));
		await waitFor(() => expect(history.location.search).toBe("?step=message"));
		const body = sent("PATCH", "/blasts/bl-1").at(-1)?.body as Blast;
		expect(body).toMatchObject({ version: 7, name: "Diskon", audience: { all: true, group_ids: [] } });
	});

	it("stays on the step and says why when somebody else changed the draft", async () => {
		draft();
		refused("patch", "/blasts/bl-1", 409, "blast.changed");
		const { user, history } = open(edit);
		await user.type(await screen.findByLabelText("Nama blast"), "!");
		await user.click(screen.getByRole("button", { name: "Lanjut" }));
		expect((await screen.findByRole("alert")).textContent).toContain("sudah diubah");
		expect(history.location.search).toBe("");
	});

	it("step 2 writes variables, previews real contacts and sends a test to one number", async () => {
		draft();
		const { user, container } = open(`${edit}?step=message`);
		expect(await screen.findByText("Penerima 1 dari 5 contoh")).toBeTruthy();
		await user.click(screen.getAllByRole("button", { name: "Berikutnya" })[0] as HTMLElement);
		expect(await screen.findByText(/Halo Budi Santoso/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		const second = screen.getByLabelText("Isi {{2}}");
		await user.clear(second);
		await user.type(second, "30%");
		await user.type(screen.getByLabelText("Nomor Anda"), "080012345678");
		await user.click(screen.getByRole("button", { name: "Kirim tes" }));
		expect(await screen.findByText(/Tes masuk antrean/)).toBeTruthy();
		expect(sent("POST", "/test")[0]?.body).toEqual({ phone: "080012345678" });
		expect(sent("PATCH", "/blasts/bl-1").at(-1)?.body).toMatchObject({
			message: { variables: { "body.1": "{{name|Kak}}", "body.2": "30%" } },
		});
	});

	it("step 2 says in words why its template cannot be sent", async () => {
		draft({ message: { ...aBlast().message, template: { name: "sambutan", language: "id" } } });
		open(`${edit}?step=message`);
		expect(await screen.findByText(/Menurut Meta bentuknya salah/)).toBeTruthy();
	});

	it("step 2 sends one test however fast the button is pressed", async () => {
		draft();
		open(`${edit}?step=message`);
		fireEvent.change(await screen.findByLabelText("Nomor Anda"), { target: { value: "080012345678" } });
		const button = screen.getByRole("button", { name: "Kirim tes" });
		fireEvent.click(button);
		fireEvent.click(button);
		expect(await screen.findByText(/Tes masuk antrean/)).toBeTruthy();
		expect(sent("POST", "/test")).toHaveLength(1);
	});

	it("step 2 says at its place which variable is wrong, and which field does not exist", async () => {
		draft();
		refused("patch", "/blasts/bl-1", 422, "blast.variable_syntax", {
			errors: [{ location: "body.message.variables.body.2", code: "blast.variable_syntax" }],
		});
		const { user } = open(`${edit}?step=message`);
		fireEvent.change(await screen.findByLabelText("Isi {{2}}"), { target: { value: "{{name" } });
		await user.click(screen.getByRole("button", { name: "Lanjut" }));
		const wrong = () => screen.getByLabelText("Isi {{2}}");
		await waitFor(() => expect(wrong().getAttribute("aria-invalid")).toBe("true"));
		expect(screen.getByLabelText("Isi {{1}}").getAttribute("aria-invalid")).not.toBe("true");
		fireEvent.change(screen.getByLabelText("Isi {{1}}"), { target: { value: "{{Nama|Kak}}" } });
		expect(await screen.findByText(/Tidak ada kolom bernama nama/)).toBeTruthy();
		fireEvent.change(screen.getByLabelText("Isi {{1}}"), { target: { value: "{{ NAME |Kak}}" } });
		await waitFor(() => expect(screen.queryByText(/Tidak ada kolom bernama/)).toBeNull());
	});

	it("step 2 does not go on while a variable is empty, and says which", async () => {
		draft();
		const { user, history } = open(`${edit}?step=message`);
		const second = await screen.findByLabelText("Isi {{2}}");
		await user.clear(second);
		await user.click(screen.getByRole("button", { name: "Lanjut" }));
		expect(await screen.findByText("Belum diisi. Ketik isinya, atau pilih kolom kontak.")).toBeTruthy();
		expect(second.getAttribute("aria-invalid")).toBe("true");
		expect(screen.getByLabelText("Isi {{1}}").getAttribute("aria-invalid")).not.toBe("true");
		expect(history.location.search).toBe("?step=message");
		await user.type(second, "30%");
		await user.click(screen.getByRole("button", { name: "Lanjut" }));
		await waitFor(() => expect(history.location.search).toBe("?step=schedule"));
	});

	it("step 2 lets no template be chosen that cannot be sent", async () => {
		draft();
		Object.assign(theWorld(), {
			templates: [aTemplate(), aTemplate({ id: "tpl-9", name: "obral", status: "PAUSED", sendable: false })],
		});
		open(`${edit}?step=message`);
		const option = await screen.findByRole("option", { name: /obral/ });
		expect(option).toHaveProperty("disabled", true);
		expect(option.textContent).toContain("Dijeda Meta");
	});

	it("step 4 blocks in red, and otherwise starts the version that was reviewed", async () => {
		draft({ version: 3 });
		given<Preflight>(
			"post",
			"/blasts/bl-1/preflight",
			aPreflight({ blockers: ["template_not_sendable"], sendable: 0 }),
		);
		const { user, container } = open(`${edit}?step=review`);
		expect((await screen.findByRole("alert")).textContent).toContain("Templat ini tidak dapat dikirim");
		expect(screen.getByRole("button", { name: "Kirim ke 0 orang" })).toHaveProperty("disabled", true);
		given<Preflight>("post", "/blasts/bl-1/preflight", aPreflight());
		await user.click(screen.getByRole("button", { name: "Periksa lagi" }));
		await user.click(await screen.findByRole("button", { name: "Kirim ke 4.899 orang" }));
		expect(await axeFindings(container)).toEqual([]);
		const dialog = await screen.findByRole("dialog");
		expect(dialog.textContent).toContain("tidak dapat ditarik kembali");
		await user.click(within(dialog).getByRole("button", { name: "Kirim ke 4.899 orang" }));
		await waitFor(() => expect(sent("POST", "/start")[0]?.body).toEqual({ version: 3 }));
	});

	it("deletes a draft without asking, and brings it back when that is taken back", async () => {
		draft();
		const { user, history } = open(edit);
		await user.click(await screen.findByRole("button", { name: "Hapus draf" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/blasts"));
		const undo = await screen.findByRole("button", { name: "Urungkan" });
		expect(screen.queryByText("Promo akhir bulan")).toBeNull();
		await user.click(undo);
		expect(await screen.findByText("Promo akhir bulan")).toBeTruthy();
		expect(sent("DELETE", "/blasts/bl-1")).toHaveLength(0);
	});

	it("deletes a draft for good when the page is closed", async () => {
		draft();
		const { user, history } = open(edit);
		await user.click(await screen.findByRole("button", { name: "Hapus draf" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/blasts"));
		window.dispatchEvent(new Event("pagehide"));
		await waitFor(() => expect(sent("DELETE", "/blasts/bl-1")).toHaveLength(1));
	});

	it("schedules in the workspace's time zone", async () => {
		draft({ version: 2 });
		const { user } = open(`${edit}?step=schedule`);
		await user.click(await screen.findByLabelText(/Dijadwalkan/));
		const at = screen.getByLabelText("Mulai (WIB)");
		fireEvent.change(at, { target: { value: "2031-05-06T09:30" } });
		await user.click(screen.getByRole("button", { name: "Lanjut" }));
		await user.click(await screen.findByRole("button", { name: "Jadwalkan" }));
		await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Jadwalkan" }));
		await waitFor(() =>
			expect(sent("POST", "/schedule")[0]?.body).toEqual({ at: "2031-05-06T02:30:00.000Z", version: 2 }),
		);
	});
});
