import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Channel, InstagramAccount, InstagramSetup } from "@/api/types";
import { aChannel, anInstagramAccount, anInstagramSetup, minutes } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent } from "@/testing/server";

const page = "/w/toko/social/instagram";
const accounts = (...items: InstagramAccount[]) =>
	given<{ items: InstagramAccount[]; next: null }>("get", "/instagram/accounts", { items, next: null });

describe("Instagram accounts", () => {
	it("lie under social media, with state, access, events and permissions", async () => {
		const { user, container, history } = open("/w/toko");
		await user.click((await screen.findAllByRole("link", { name: "Instagram" }))[0] as HTMLElement);
		await waitFor(() => expect(history.location.pathname).toBe(page));
		const card = await screen.findByRole("region", { name: "@batik.laras" });
		expect(within(card).getByText("Tersambung")).toBeTruthy();
		expect(within(card).getByText(/12\.480 pengikut/)).toBeTruthy();
		expect(within(card).getByText(/diperpanjang sendiri/)).toBeTruthy();
		expect(within(card).getByText(/Masuk, terakhir/)).toBeTruthy();
		expect(within(card).getByText("Membaca dan membalas pesan langsung")).toBeTruthy();
		expect(within(card).queryByRole("button", { name: "Hubungkan lagi" })).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("offer up to four questions to whoever opens a conversation, which can be taken away again", async () => {
		given("get", "/channels/ig-1/ice-breakers", { questions: ["Jam buka?"] });
		given("put", "/channels/ig-1/ice-breakers", null, 204);
		given("delete", "/channels/ig-1/ice-breakers", null, 204);
		const { user } = open(page);
		await user.click(await screen.findByRole("button", { name: "Pertanyaan pembuka" }));
		let dialog = await screen.findByRole("dialog", { name: "Pertanyaan pembuka" });
		const first = await within(dialog).findByLabelText("Pertanyaan 1");
		expect(first).toHaveProperty("value", "Jam buka?");
		expect(within(dialog).queryByLabelText("Pertanyaan 5")).toBeNull();
		await user.type(within(dialog).getByLabelText("Pertanyaan 2"), "Jam buka?");
		expect(within(dialog).getByRole("button", { name: "Simpan" })).toHaveProperty("disabled", true);
		await user.type(within(dialog).getByLabelText("Pertanyaan 2"), " Minggu");
		expect(await axeFindings(dialog)).toEqual([]);
		await user.click(within(dialog).getByRole("button", { name: "Simpan" }));
		await waitFor(() =>
			expect(sent("PUT", "/ice-breakers")[0]?.body).toEqual({ questions: ["Jam buka?", "Jam buka? Minggu"] }),
		);
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		await user.click(screen.getByRole("button", { name: "Pertanyaan pembuka" }));
		dialog = await screen.findByRole("dialog", { name: "Pertanyaan pembuka" });
		await user.clear(await within(dialog).findByLabelText("Pertanyaan 1"));
		await user.click(within(dialog).getByRole("button", { name: "Hapus semua pertanyaan" }));
		await waitFor(() => expect(sent("DELETE", "/ice-breakers")).toHaveLength(1));
	});

	it("begin at Instagram, where the address of the server leads", async () => {
		accounts();
		given("post", "/instagram/connect", { url: "https://www.instagram.com/oauth/authorize?state=x" });
		const leave = vi.spyOn(window.location, "assign").mockImplementation(() => undefined);
		const { user, container } = open(page);
		expect(await screen.findByText("Belum ada akun Instagram")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Hubungkan akun" }));
		await waitFor(() => expect(leave).toHaveBeenCalledWith("https://www.instagram.com/oauth/authorize?state=x"));
		expect(sent("POST", "/instagram/connect")[0]?.body).toEqual({ another: false });
		leave.mockRestore();
	});

	it.each([
		["connected", "Akun tersambung", "status"],
		["denied", "Anda tidak memberi izin di Instagram. Tidak ada yang disambungkan.", "status"],
		["taken", "Akun ini tersambung di ruang kerja lain. Putuskan dulu di sana.", "alert"],
		["type", "Ini akun pribadi. Ubah menjadi akun bisnis atau kreator di Instagram, lalu mulai lagi.", "alert"],
	])("say how a consent ended: %s", async (result, words, role) => {
		open(`${page}?result=${result}`);
		const notice = await screen.findByText(words);
		expect(notice.closest(`[role="${role}"]`)).toBeTruthy();
	});

	it("say what is wrong and how to mend it", async () => {
		accounts(
			anInstagramAccount({ id: "ig-1", username: "habis", state: "needs_attention", state_reason: "token_invalid" }),
			anInstagramAccount({
				id: "ig-2",
				username: "segera",
				token_expiring: true,
				token_expires: minutes.ahead(6 * 1440),
			}),
			anInstagramAccount({
				id: "ig-3",
				username: "kurang",
				webhook: "off",
				permissions: [
					{ name: "instagram_business_basic", granted: true },
					{ name: "instagram_business_manage_messages", granted: false },
				],
			}),
		);
		const { container } = open(page);
		const dead = await screen.findByRole("region", { name: "@habis" });
		expect(within(dead).getByText("Token ditolak Meta")).toBeTruthy();
		expect(within(dead).getByRole("button", { name: "Hubungkan lagi" })).toBeTruthy();
		const soon = screen.getByRole("region", { name: "@segera" });
		expect(within(soon).getByText(/tidak dapat diperpanjang/)).toBeTruthy();
		const limited = screen.getByRole("region", { name: "@kurang" });
		expect(within(limited).getByText("Ada izin yang tidak diberikan")).toBeTruthy();
		expect(within(limited).getByText("tidak diberikan")).toBeTruthy();
		expect(within(limited).getByText("Instagram tidak mengirim peristiwa akun ini")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("are disconnected after a question that says what ends and what stays", async () => {
		const { user, container } = open(page);
		await user.click(await screen.findByRole("button", { name: "Putuskan" }));
		const dialog = await screen.findByRole("dialog", { name: "Putuskan @batik.laras?" });
		expect(within(dialog).getByText(/Token akses dimusnahkan/)).toBeTruthy();
		expect(within(dialog).getByText(/Yang sudah terkumpul tetap ada/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		await user.click(within(dialog).getByRole("button", { name: "Putuskan" }));
		await waitFor(() => expect(sent("POST", "/instagram/accounts/ig-1/disconnect")).toHaveLength(1));
	});

	it("have what was collected deleted once their name is typed", async () => {
		accounts(
			anInstagramAccount({
				state: "disconnected",
				left_at: minutes.ago(60),
				webhook: "off",
				leaving: true,
				collected: 318,
			}),
		);
		const { user } = open(page);
		expect(await screen.findByText(/318 peristiwa dan keterangan akun/)).toBeTruthy();
		expect(screen.getByText(/belum dapat diberi tahu/)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Hapus data yang terkumpul" }));
		const dialog = await screen.findByRole("dialog", { name: "Hapus data @batik.laras?" });
		const button = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Hapus data yang terkumpul" });
		await user.type(within(dialog).getByLabelText(/Ketik batik.laras/), "batik");
		expect(button.disabled).toBe(true);
		await user.type(within(dialog).getByLabelText(/Ketik batik.laras/), ".laras");
		await user.click(button);
		await waitFor(() => expect(sent("POST", "/erase")[0]?.body).toEqual({ confirm: "batik.laras" }));
	});

	it("need an app, and say what the operator enters where", async () => {
		accounts();
		given<InstagramSetup>(
			"get",
			"/instagram/setup",
			anInstagramSetup({ app_configured: false, public: false, verify_token: "" }),
		);
		const { container } = open(page);
		expect(await screen.findByText("Aplikasi Instagram belum disiapkan")).toBeTruthy();
		expect(screen.getByLabelText<HTMLInputElement>("Alamat kembali (OAuth redirect URI)").value).toBe(
			"https://pesan.example.id/oauth/instagram/callback",
		);
		expect(screen.getByText("KELOLA_META_VERIFY_TOKEN belum diisi")).toBeTruthy();
		expect(screen.getByText("Alamat server ini bukan HTTPS")).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Hubungkan akun" })).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("are among what needs somebody: access that ends soon, and what an owner took away", async () => {
		given<{ items: Channel[]; next: null }>("get", "/channels", {
			items: [
				aChannel({ id: "ig-1", kind: "instagram", name: "@segera" }),
				aChannel({
					id: "ig-2",
					kind: "instagram",
					name: "@dicabut",
					state: "disconnected",
					state_reason: "removed_at_network",
				}),
				aChannel({ id: "ig-3", kind: "instagram", name: "@selesai", state: "disconnected" }),
			],
			next: null,
		});
		accounts(anInstagramAccount({ username: "segera", token_expiring: true, token_expires: minutes.ahead(6 * 1440) }));
		open("/w/toko");
		expect(await screen.findByText(/^Akses berakhir/)).toBeTruthy();
		const card = screen.getByRole("heading", { name: "Perlu perhatian" }).closest("section") as HTMLElement;
		expect(within(card).getByRole("link", { name: "@segera" })).toBeTruthy();
		expect(within(card).getByRole("link", { name: "@dicabut" }).getAttribute("href")).toBe(page);
		expect(within(card).queryByRole("link", { name: "@selesai" })).toBeNull();
	});

	it("that stop working are told of, wherever one is", async () => {
		const { client } = open("/w/toko/contacts");
		await screen.findByRole("heading", { level: 1, name: "Kontak" });
		await waitFor(() => expect(client.getQueryData(["toko", "channels", "list"])).toBeTruthy());
		given<{ items: Channel[]; next: null }>("get", "/channels", {
			items: [
				aChannel({ kind: "instagram", name: "@batik.laras", state: "needs_attention", state_reason: "token_invalid" }),
			],
			next: null,
		});
		await client.invalidateQueries({ queryKey: ["toko", "channels"] });
		expect(await screen.findByText("@batik.laras perlu perhatian")).toBeTruthy();
	});

	it("say why the server refuses", async () => {
		accounts();
		refused("post", "/instagram/connect", 409, "instagram.app_missing");
		const { user } = open(page);
		await user.click(await screen.findByRole("button", { name: "Hubungkan akun" }));
		expect(await screen.findByText(/belum punya aplikasi Instagram/)).toBeTruthy();
	});
});
