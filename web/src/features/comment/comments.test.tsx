import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { anInstagramChannel } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { refused, sent, theWorld } from "@/testing/server";

beforeEach(() => {
	theWorld().channels.push(anInstagramChannel());
});

describe("comments", () => {
	const path = "/w/toko/automation/comments";
	const item = async (text: string) => {
		const list = await screen.findByRole("list", { name: "Komentar" });
		const found = within(list)
			.getAllByRole("listitem")
			.find((one) => one.textContent?.includes(text));
		if (!found) {
			throw new Error(`there is no comment ${text}`);
		}
		return found;
	};

	it("show what became of each, and what to do about a failure", async () => {
		const { container } = open(path);
		const failed = await item("berapa harga yang parang?");
		expect(failed.textContent).toContain("Gagal");
		expect(failed.textContent).toContain("Orang ini tidak dapat menerima pesan (551)");
		expect(failed.textContent).toContain("Balas di bawah postingan.");
		expect((await item("harga lagi")).textContent).toContain("Orang ini sudah pernah dijawab aturan ini");
		expect((await item("jelek")).textContent).toContain("Disembunyikan");
		expect(await axeFindings(container)).toEqual([]);
	});

	it("are answered privately, once", async () => {
		const { user } = open(path);
		const first = await item("Harga kak?");
		await user.click(within(first).getByRole("button", { name: "Balas siti.rahma" }));
		const dialog = await screen.findByRole("dialog");
		expect(within(dialog).getByText(/Satu kali saja, paling lambat/)).toBeTruthy();
		expect(await axeFindings(dialog)).toEqual([]);
		refused("post", "/instagram/comments/co-1/reply", 409, "comment.replied_already", {}, true);
		await user.type(within(dialog).getByLabelText("Teks balasan"), "Mulai 150 ribu, Kak");
		await user.click(within(dialog).getByRole("button", { name: "Kirim balasan" }));
		expect(await within(dialog).findByText(/sudah dijawab secara pribadi/)).toBeTruthy();
		await user.click(within(dialog).getByRole("button", { name: "Kirim balasan" }));
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(sent("POST", "/co-1/reply").at(-1)?.body).toEqual({ text: "Mulai 150 ribu, Kak", public: false });
	});

	it("that were answered privately take only a public reply", async () => {
		const { user } = open(path);
		await user.click(within(await item("berapa harga")).getByRole("button", { name: "Balas budi_s" }));
		const dialog = await screen.findByRole("dialog");
		expect(within(dialog).getByRole<HTMLInputElement>("radio", { name: "Pesan pribadi" }).disabled).toBe(true);
		expect(within(dialog).getByRole<HTMLInputElement>("radio", { name: "Di bawah postingan" }).checked).toBe(true);
	});

	it("are hidden, shown again and deleted after a question", async () => {
		const { user } = open(path);
		await user.click(within(await item("jelek")).getByRole("button", { name: "Tindakan lain untuk agus" }));
		await user.click(await screen.findByRole("menuitem", { name: "Tampilkan lagi" }));
		await waitFor(() => expect(sent("POST", "/co-4/hide")[0]?.body).toEqual({ hide: false }));
		await user.click(within(await item("jelek")).getByRole("button", { name: "Tindakan lain untuk agus" }));
		await user.click(await screen.findByRole("menuitem", { name: "Hapus komentar" }));
		const dialog = await screen.findByRole("dialog");
		await user.click(within(dialog).getByRole("button", { name: "Hapus komentar" }));
		await waitFor(() => expect(sent("DELETE", "/comments/co-4").length).toBe(1));
	});

	it("are filtered by post through the address, and looked for anew", async () => {
		const { user, history } = open(path);
		await user.selectOptions(await screen.findByLabelText("Postingan"), await screen.findByText("Proses mencanting"));
		await waitFor(() => expect(history.location.search).toBe("?post=18000000000000002"));
		await waitFor(() => expect(sent("GET", "/instagram/comments").at(-1)?.search).toContain("post=18000000000000002"));
		await user.click(screen.getByRole("button", { name: "Cari yang terlewat" }));
		await waitFor(() => expect(sent("POST", "/accounts/ig-1/sweep").length).toBe(1));
		await screen.findByText(/^Pencarian dimulai/);
	});
});

describe("the history", () => {
	it("says what each rule did, for whom, why not, and how far it came", async () => {
		const { container, user, history } = open("/w/toko/automation/matches");
		const table = await screen.findByRole("table", { name: "Riwayat" });
		const [, first, second, third, fourth] = within(table).getAllByRole("row");
		expect(first?.textContent).toContain("Menunggu ketukan");
		expect(first?.textContent).toContain("Batas balasan pribadi per jam");
		expect(first?.textContent).toContain("dikirim sendiri saat gilirannya");
		expect(second?.textContent).toContain("Sudah tidak ada di Instagram (100/33)");
		expect(third?.textContent).toContain("Belum cukup lama sejak jawaban terakhir");
		expect(fourth?.textContent).toContain("Didahului aturan lain");
		expect(fourth?.textContent).toContain("Aturan yang sudah dihapus");
		const person = within(table).getAllByRole("link", { name: "@siti.rahma" })[0];
		expect(person?.getAttribute("href")).toContain("contact=ct-1");
		expect(await axeFindings(container)).toEqual([]);
		await user.selectOptions(screen.getByLabelText("Hasil"), "skipped");
		await waitFor(() => expect(history.location.search).toBe("?outcome=skipped"));
		await waitFor(() => expect(sent("GET", "/instagram/matches").at(-1)?.search).toContain("outcome=skipped"));
	});
});

describe("the laboratory", () => {
	it("tries a rule that is there", async () => {
		const { user, container } = open("/w/toko/automation/lab?rule=ru-2");
		await user.click(await screen.findByRole("button", { name: "Jalankan uji coba" }));
		await screen.findByRole("table", { name: "Hasil uji coba" });
		expect(sent("POST", "/instagram/lab")[0]?.body).toMatchObject({ rule_id: "ru-2", follow: { policy: "verify" } });
		expect(await axeFindings(container)).toEqual([]);
	});
});
