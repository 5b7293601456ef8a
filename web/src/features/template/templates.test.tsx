import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Template } from "@/api/types";
import { anInstagramChannel, aTemplate } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";
import { copyName, insertVariable } from "./form";

describe("templates page", () => {
	it("lists the templates of all channels with their state, searches, and says why one was rejected and what to do", async () => {
		const { user, history, container } = open("/w/toko/templates");
		const table = await screen.findByRole("table", { name: "Templat" });
		expect(within(table).getByRole("row", { name: /promo_akhir_bulan/ }).textContent).toContain("Disetujui");
		expect(within(table).getByRole("row", { name: /undangan_pameran/ }).textContent).toContain("Belum pasti terkirim");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(within(table).getByRole("row", { name: /sambutan/ }));
		const dialog = await screen.findByRole("dialog");
		expect(within(dialog).getByText(/periksa variabel, contoh, dan ejaan/)).toBeTruthy();
		expect(within(dialog).getByText(/Ubah isinya lalu kirim lagi/)).toBeTruthy();
		expect(history.location.search).toContain("template=tpl-4");
		await user.click(within(dialog).getByRole("button", { name: "Tutup" }));
		await user.type(screen.getByRole("searchbox", { name: "Cari nama templat" }), "restok");
		await waitFor(() => expect(within(table).queryByText("sambutan")).toBeNull());
		expect(history.location.search).toContain("search=restok");
	});

	it("reads anew the templates of the numbers that are connected; accounts of Instagram have none", async () => {
		theWorld().channels.unshift(anInstagramChannel());
		given("post", "/channels/ch-1/templates/sync", { synced: 5 });
		const { user } = open("/w/toko/templates");
		await screen.findByRole("table", { name: "Templat" });
		const channels = screen.getByRole("combobox", { name: "Kanal" });
		expect(within(channels).queryByRole("option", { name: "Batik Laras" })).toBeNull();
		await user.click(screen.getByRole("button", { name: "Sinkronkan" }));
		await waitFor(() => expect(sent("POST", "/templates/sync")).toHaveLength(1));
		expect(sent("POST", "/templates/sync")[0]?.path).toContain("/channels/ch-1/");
	});

	it("shows the way to begin when there is none", async () => {
		Object.assign(theWorld(), { templates: [] });
		const { user, history } = open("/w/toko/templates");
		expect(await screen.findByText("Belum ada templat")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Buat templat" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/templates/new"));
	});

	it("deletes only after the name is typed, and keeps the reason when a blast needs it", async () => {
		refused("delete", "/templates/tpl-1", 409, "template.in_use", {}, true);
		const { user } = open("/w/toko/templates?template=tpl-1");
		await user.click(await screen.findByRole("button", { name: "Hapus" }));
		const dialog = await screen.findByRole("dialog", { name: "Hapus templat ini?" });
		const button = within(dialog).getByRole("button", { name: "Hapus" }) as HTMLButtonElement;
		expect(button.disabled).toBe(true);
		await user.type(within(dialog).getByLabelText("Ketik promo_akhir_bulan untuk melanjutkan"), "promo_akhir_bulan");
		await user.click(button);
		expect((await within(dialog).findByRole("alert")).textContent).toContain("Hentikan atau ubah blast itu dulu");
		await user.click(button);
		expect(await screen.findByText("Templat dihapus")).toBeTruthy();
		expect(sent("DELETE", "/templates/tpl-1")).toHaveLength(2);
	});
});

describe("template editor", () => {
	it("writes a template with a variable, an example and buttons, and shows it on the phone", async () => {
		const { user, history, container } = open("/w/toko/templates/new");
		await user.type(await screen.findByLabelText(/^Nama/), "Promo Baru");
		const body = screen.getByRole("textbox", { name: "Isi pesan" });
		await user.type(body, "Halo , pesanan Anda siap diambil.");
		(body as HTMLTextAreaElement).setSelectionRange(5, 5);
		await user.click(screen.getByRole("button", { name: "Sisipkan variabel" }));
		await user.type(screen.getByLabelText("Contoh untuk 1"), "Siti");
		await user.click(screen.getByRole("button", { name: "Tambah tombol" }));
		await user.click(await screen.findByRole("menuitem", { name: "Balasan cepat" }));
		await user.type(screen.getByLabelText("Tulisan tombol"), "Ya");
		const phone = screen.getByRole("figure", { name: "Pratinjau templat" });
		expect(phone.textContent).toContain("Halo Siti, pesanan Anda siap diambil.");
		expect(phone.textContent).toContain("Ya");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Kirim untuk ditinjau" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/templates"));
		expect(sent("POST", "/templates")[0]?.body).toEqual({
			channel_id: "ch-1",
			name: "promo_baru",
			language: "id",
			category: "MARKETING",
			header: { format: "none" },
			body: "Halo {{1}}, pesanan Anda siap diambil.",
			examples: { "1": "Siti" },
			footer: "",
			buttons: [{ type: "quick_reply", text: "Ya", url: "", example: "", phone: "" }],
		});
		expect(localStorage.getItem("kp.template.toko.new.")).toBeNull();
	});

	it("puts the server's errors on the fields and keeps the draft over a reload", async () => {
		refused("post", "/templates", 422, "template.invalid", {
			errors: [
				{ location: "body.name", code: "template.name_invalid", message: "x" },
				{ location: "body.body", code: "template.variable_at_edge", message: "x" },
				{ location: "body.examples.1", code: "template.example_missing", message: "x" },
			],
		});
		const first = open("/w/toko/templates/new");
		await first.user.type(await screen.findByRole("textbox", { name: "Isi pesan" }), "{{{{1}} siap");
		await first.user.click(screen.getByRole("button", { name: "Kirim untuk ditinjau" }));
		expect(await screen.findByText("Hanya huruf kecil, angka, dan garis bawah")).toBeTruthy();
		expect(screen.getByText("Isi tidak boleh diawali atau diakhiri variabel")).toBeTruthy();
		expect(screen.getByText("Isi contohnya; Meta memerlukannya untuk meninjau")).toBeTruthy();
		first.unmount();
		const { user } = open("/w/toko/templates/new");
		expect(await screen.findByDisplayValue("{{1}} siap")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Mulai dari awal" }));
		expect(screen.queryByDisplayValue("{{1}} siap")).toBeNull();
	});

	it("keeps the draft while WhatsApp has not answered", async () => {
		given<Template>("post", "/templates", aTemplate({ id: "tpl-6", status: "SUBMITTING", sendable: false }), 201);
		const { user } = open("/w/toko/templates/new");
		await user.type(await screen.findByRole("textbox", { name: "Isi pesan" }), "Halo");
		await user.click(screen.getByRole("button", { name: "Kirim untuk ditinjau" }));
		expect((await screen.findAllByText(/WhatsApp belum menjawab/)).length).toBeGreaterThan(0);
		expect(localStorage.getItem("kp.template.toko.new.")).toContain("Halo");
	});

	it("changes a template under its own name, and copies one under the next", async () => {
		const first = open("/w/toko/templates/tpl-4/edit");
		expect(((await screen.findByLabelText(/^Nama/)) as HTMLInputElement).disabled).toBe(true);
		await first.user.click(screen.getByRole("button", { name: "Kirim untuk ditinjau" }));
		await waitFor(() => expect(sent("PUT", "/templates/tpl-4")).toHaveLength(1));
		expect(sent("PUT", "/templates/tpl-4")[0]?.body).not.toHaveProperty("name");
		first.unmount();
		open("/w/toko/templates/new?from=tpl-1");
		expect(await screen.findByDisplayValue("promo_akhir_bulan_2")).toBeTruthy();
	});
});

describe("names and variables", () => {
	it("counts on", () => {
		expect(copyName("promo")).toBe("promo_2");
		expect(copyName("promo_2")).toBe("promo_3");
		expect(insertVariable("Halo {{1}} ya", 5)).toEqual({ text: "Halo {{2}}{{1}} ya", key: "2", caret: 10 });
	});
});
