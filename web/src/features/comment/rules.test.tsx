import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { CommentRule, PrivateLine, TriedWords } from "@/api/types";
import { aLine, anInstagramChannel, aRule } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent, theWorld } from "@/testing/server";

const list = "/w/toko/automation";

beforeEach(() => {
	localStorage.clear();
	theWorld().channels.push(anInstagramChannel());
});

describe("rules", () => {
	it("stand in their order, with state, scope, count and what waits", async () => {
		given<{ items: PrivateLine[]; next: null }>("get", "/instagram/queue", { items: [aLine()], next: null });
		const { container } = open(list);
		const rules = await screen.findByRole("list", { name: "Aturan" });
		const [first, second] = within(rules).getAllByRole("listitem");
		expect(first?.textContent).toContain("Harga lewat DM");
		expect(first?.textContent).toContain("1.284 komentar dijawab");
		expect(first?.textContent).toContain("Aktif");
		expect(second?.textContent).toContain("2 postingan pilihan · @batik.laras");
		expect(await screen.findByText(/@batik.laras: 312 balasan pribadi menunggu, perkiraan selesai/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("are moved by key and by dragging", async () => {
		const { user } = open(list);
		await user.click(await screen.findByRole("button", { name: "Turunkan Harga lewat DM" }));
		await waitFor(() =>
			expect(sent("POST", "/rules/order").at(-1)?.body).toEqual({ rule_ids: ["ru-2", "ru-1", "ru-3"] }),
		);
		expect(screen.getByText("Harga lewat DM sekarang di urutan 2")).toBeTruthy();
		await waitFor(() => expect(screen.getAllByRole("listitem")[0]?.textContent).toBeTruthy());
		const rules = within(screen.getByRole("list", { name: "Aturan" })).getAllByRole("listitem");
		const from = rules.find((one) => one.textContent?.includes("Kumpulkan nomor"));
		const to = rules[0];
		if (!from || !to) {
			throw new Error("the rules are not there");
		}
		const carried = new Map<string, string>();
		const dataTransfer = {
			setData: (key: string, value: string) => carried.set(key, value),
			getData: (key: string) => carried.get(key) ?? "",
		};
		fireEvent.dragStart(from, { dataTransfer });
		fireEvent.dragOver(to, { dataTransfer });
		fireEvent.drop(to, { dataTransfer });
		await waitFor(() =>
			expect(sent("POST", "/rules/order").at(-1)?.body).toMatchObject({ rule_ids: expect.arrayContaining(["ru-3"]) }),
		);
	});

	it("are paused, started and deleted after a question", async () => {
		const { user } = open(list);
		await user.click(await screen.findByRole("button", { name: "Jeda Harga lewat DM" }));
		await waitFor(() => expect(sent("POST", "/rules/ru-1/pause").length).toBe(1));
		await user.click(screen.getByRole("button", { name: "Aktifkan Tautan untuk pengikut" }));
		await waitFor(() => expect(sent("POST", "/rules/ru-2/start").length).toBe(1));
		await user.click(screen.getByRole("button", { name: "Hapus Tautan untuk pengikut" }));
		const dialog = await screen.findByRole("dialog");
		expect(dialog.textContent).toContain("Balasan yang masih menunggu tidak dikirim");
		await user.click(within(dialog).getByRole("button", { name: "Hapus" }));
		await waitFor(() => expect(sent("DELETE", "/rules/ru-2").length).toBe(1));
	});

	it("begin from a recipe where there are none", async () => {
		given<{ items: CommentRule[]; next: null }>("get", "/instagram/rules", { items: [], next: null });
		const { user, history, container } = open(list);
		expect(await screen.findByText("Belum ada aturan")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(await screen.findByRole("button", { name: /Tombol dan ajakan mengikuti/ }));
		await waitFor(() => expect(history.location.search).toBe("?recipe=follow"));
		expect((await screen.findByLabelText<HTMLInputElement>(/Nama aturan/)).value).toBe("Tombol dan ajakan mengikuti");
		expect(screen.getByRole<HTMLInputElement>("radio", { name: "Diajak mengikuti dulu" }).checked).toBe(true);
		expect(screen.getByRole("figure", { name: "Pratinjau di ponsel" }).textContent).toContain("Halo siti.rahma");
	});
});

describe("the editor", () => {
	it("writes a rule for a keyword and starts it", async () => {
		const { user, history, container } = open(`${list}/rules/new?recipe=price`);
		const name = await screen.findByLabelText<HTMLInputElement>(/Nama aturan/);
		await user.clear(name);
		await user.type(name, "Harga Desember");
		await user.click(screen.getByRole("radio", { name: "Postingan pilihan" }));
		await user.click(await screen.findByRole("checkbox", { name: /Batik motif baru/ }));
		await user.type(screen.getByLabelText("Kata kunci 3"), "{Enter}ongkir");
		expect(await axeFindings(container)).toEqual([]);
		given<CommentRule>("post", "/instagram/rules", aRule({ id: "ru-4", state: "draft" }), 201);
		await user.click(screen.getByRole("button", { name: "Simpan dan aktifkan" }));
		await waitFor(() => expect(sent("POST", "/rules/ru-4/start").length).toBe(1));
		expect(sent("POST", "/instagram/rules")[0]?.body).toMatchObject({
			name: "Harga Desember",
			scope: { kind: "posts", channels: [], posts: ["18000000000000001"] },
			match: { include: ["harga", "price", "berapa", "ongkir"].map((text) => ({ text, mode: "word" })), typos: true },
			public: { after_private: true },
			follow: { policy: "send" },
		});
		await waitFor(() => expect(history.location.pathname).toBe(`${list}/rules/ru-4`));
	});

	it("says at the fields what the server refuses", async () => {
		const { user } = open(`${list}/rules/ru-3`);
		await screen.findByLabelText(/Nama aturan/);
		refused("post", "/instagram/rules/ru-3/start", 422, "comment.rule_invalid", {
			errors: [
				{ location: "body.private.texts", code: "comment.text_too_long", message: "x" },
				{ location: "body.scope.posts", code: "comment.posts_missing", message: "x" },
			],
		});
		await user.click(screen.getByRole("button", { name: "Aktifkan" }));
		expect(await screen.findByText("Ada yang kurang atau salah di aturan ini")).toBeTruthy();
		expect(screen.getByText("Teks terlalu panjang. Emoji dihitung lebih dari satu")).toBeTruthy();
		await waitFor(() => expect(document.activeElement?.getAttribute("aria-invalid")).toBe("true"));
	});

	it("counts bytes, and less of them with a button", async () => {
		const { user } = open(`${list}/rules/ru-1`);
		const text = await screen.findByLabelText("Pesan pribadi 1");
		await user.clear(text);
		await user.type(text, "Halo 👋");
		expect(screen.getByText("9 dari 1.000 byte")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Tambah tombol tautan" }));
		expect(screen.getByText("9 dari 640 byte")).toBeTruthy();
	});

	it("tries a text by the words of the server", async () => {
		const { user } = open(`${list}/rules/ru-1`);
		given<TriedWords>("post", "/instagram/lab/words", { meets: false, word: "harga", excluded: "mahal" });
		await user.type(await screen.findByLabelText("Coba sebuah teks"), "hraga mahal");
		expect(await screen.findByText('Tidak dijawab: ada kata "mahal" yang dikecualikan.')).toBeTruthy();
		expect(sent("POST", "/lab/words").at(-1)?.body).toMatchObject({ text: "hraga mahal" });
	});

	it("keeps what was not saved, and asks before it is left", async () => {
		const first = open(`${list}/rules/ru-1`);
		await first.user.type(await screen.findByLabelText(/Nama aturan/), " lama");
		expect(localStorage.getItem("kp.rule.toko.ru-1")).toContain("Harga lewat DM lama");
		const kept = localStorage.getItem("kp.rule.toko.ru-1") ?? "";
		first.history.push("/w/toko/contacts");
		const dialog = await screen.findByRole("dialog");
		await first.user.click(within(dialog).getByRole("button", { name: "Tinggalkan" }));
		await waitFor(() => expect(first.history.location.pathname).toBe("/w/toko/contacts"));
		await waitFor(() => expect(localStorage.getItem("kp.rule.toko.ru-1")).toBeNull());
		first.unmount();
		localStorage.setItem("kp.rule.toko.ru-1", kept); // as after a crash
		open(`${list}/rules/ru-1`);
		expect((await screen.findByLabelText<HTMLInputElement>(/Nama aturan/)).value).toBe("Harga lewat DM lama");
		expect(screen.getByText(/dipulihkan/)).toBeTruthy();
	});

	it("is tried in the laboratory as it stands, before it is saved", async () => {
		const { user, container } = open(`${list}/rules/ru-1`);
		await user.type(await screen.findByLabelText(/Nama aturan/), " baru");
		await user.click(screen.getByRole("button", { name: "Uji coba" }));
		await user.selectOptions(await screen.findByLabelText("Postingan"), "18000000000000001");
		await user.click(screen.getByRole("button", { name: "Jalankan uji coba" }));
		expect(await screen.findByText(/3 balasan pribadi; jam tersibuk 2; batas 700 per jam: selesai dalam/)).toBeTruthy();
		expect(sent("POST", "/instagram/lab")[0]?.body).toMatchObject({
			rule_id: "ru-1",
			name: "Harga lewat DM baru",
			channel_id: "ig-1",
			post: "18000000000000001",
		});
		const table = screen.getByRole("table", { name: "Hasil uji coba" });
		expect(within(table).getByText("Dijawab oleh Tautan untuk pengikut")).toBeTruthy();
		expect(within(table).getByText("Orang ini sudah pernah dijawab aturan ini")).toBeTruthy();
		expect(within(table).getByText(/Lebih dari 7 hari/)).toBeTruthy();
		expect(screen.getByText(/1 orang sudah pernah menulis/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.selectOptions(screen.getByLabelText("Tampilkan"), "skipped");
		expect(within(table).getAllByRole("row").length).toBe(2);
		await user.click(screen.getByRole("button", { name: "Kembali ke aturan" }));
		expect((await screen.findByLabelText<HTMLInputElement>(/Nama aturan/)).value).toBe("Harga lewat DM baru");
	});
});
