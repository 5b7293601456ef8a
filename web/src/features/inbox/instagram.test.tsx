import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Conversation } from "@/api/types";
import { aChannel, aContact, aConversation, aMessage } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, requests, sent, theWorld } from "@/testing/server";

const thread = "/w/toko/inbox?c=cv-1";
const hour = 3_600_000;
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();
const person = { id: "ct-1", name: "", phone_display: "", username: "siti.batik", picture_id: "pic-1" };
const shop = aChannel({ id: "ch-ig", kind: "instagram", name: "@toko.batik", display_phone: "" });

/** A conversation on Instagram, beside the others on WhatsApp. */
function onInstagram(more: Partial<Conversation> = {}) {
	const world = theWorld();
	world.channels.push(shop);
	const conversation = aConversation({
		channel_id: "ch-ig",
		contact: person,
		window_until: ahead(20 * hour),
		human_until: ahead(164 * hour),
		...more,
	});
	world.conversations[0] = conversation;
	given("get", "/conversations/cv-1", conversation);
	return conversation;
}

describe("a conversation on Instagram", () => {
	it("shows who writes with the picture from our own server, and what messages belong to", async () => {
		onInstagram();
		theWorld().messages.splice(
			0,
			99,
			aMessage({
				type: "share",
				text: "",
				content: { type: "share", share: { kind: "story_mention" }, story: { mention: true } },
			}),
			aMessage({ text: "Berapa harganya?", content: { type: "text", story: { id: "s1" } } }),
			aMessage({ type: "share", text: "Gamis", content: { type: "share", share: { kind: "post" } } }),
			aMessage({ text: "", revoked: true, content: { type: "text" } }),
			aMessage({
				direction: "out",
				state: "sent",
				text: "Halo",
				comment: "Harga?",
				content: { type: "text", comment: { id: "c1", until: ahead(hour) } },
			}),
			aMessage({ direction: "out", state: "sent", text: "Siap", content: { type: "text", human_agent: true } }),
		);
		const { container } = open(thread);
		const log = await screen.findByRole("log");
		expect(await within(log).findByText("Menyebut Anda di story-nya")).toBeTruthy();
		expect(within(log).getByText("Membalas story Anda")).toBeTruthy();
		expect(within(log).getByText("Membagikan postingan")).toBeTruthy();
		expect(within(log).getByText("Pesan ini ditarik pengirimnya")).toBeTruthy();
		expect(within(log).getByText("Balasan pribadi untuk komentar")).toBeTruthy();
		expect(within(log).getByText("Harga?")).toBeTruthy();
		expect(within(log).getByText(/dijawab petugas/)).toBeTruthy();
		expect(screen.getByRole("heading", { name: "@siti.batik" })).toBeTruthy();
		const pictures = [...container.querySelectorAll("img")].map((img) => img.getAttribute("src"));
		expect(pictures).toContain("/api/v1/workspaces/toko/attachments/pic-1/content");
		expect(pictures.every((src) => src?.startsWith("/"))).toBe(true);
		expect(await axeFindings(container)).toEqual([]);
	});

	it("counts bytes, and sends a file and its words as two messages", async () => {
		onInstagram();
		given("post", "/attachments", { id: "att-1", name: "harga.pdf", mime: "application/pdf", size: 9 });
		const { user, container } = open(thread);
		const field = await screen.findByRole("textbox", { name: "Tulis balasan" });
		expect(screen.queryByRole("button", { name: "Kirim templat" })).toBeNull();
		await user.click(field);
		await user.paste("é".repeat(450));
		expect(screen.getByText(/900 dari 1.000 byte/)).toBeTruthy();
		await user.paste("é".repeat(51));
		expect(screen.getByText("Terlalu panjang, kurangi 2 byte")).toBeTruthy();
		expect(screen.getByRole("button", { name: "Kirim" })).toHaveProperty("disabled", true);
		await user.keyboard("{Enter}");
		expect(sent("POST", "/messages")).toHaveLength(0);
		await user.clear(field);
		const files = container.querySelector<HTMLInputElement>("input[type=file]");
		expect(files?.accept).toContain("application/pdf");
		await user.upload(files as HTMLInputElement, new File(["x"], "harga.pdf", { type: "application/pdf" }));
		await screen.findByText("harga.pdf");
		await user.type(field, "Ini daftarnya{Enter}");
		await waitFor(() => expect(sent("POST", "/messages")).toHaveLength(2));
		expect(sent("POST", "/messages").map(({ body }) => body)).toEqual([
			{ attachment_id: "att-1" },
			{ text: "Ini daftarnya" },
		]);
	});

	it("says after a day that only a person may answer, and after a week why nobody may", async () => {
		onInstagram({ window_until: ahead(-hour), human_until: ahead(143 * hour) });
		const first = open(thread);
		expect(await screen.findByText(/Jawab sendiri: 5 h 23 j lagi/)).toBeTruthy();
		expect(screen.getByText(/ditandai sebagai jawaban petugas/)).toBeTruthy();
		expect(screen.getByRole("textbox", { name: "Tulis balasan" })).toBeTruthy();
		first.unmount();
		onInstagram({ window_until: ahead(-200 * hour), human_until: ahead(-hour) });
		open(thread);
		expect(await screen.findByText(/Instagram tidak meneruskan apa pun/)).toBeTruthy();
		expect(screen.queryByRole("textbox", { name: "Tulis balasan" })).toBeNull();
		expect(screen.queryByRole("button", { name: "Kirim templat" })).toBeNull();
	});

	it("puts an emoji on what a person wrote, and takes it away again", async () => {
		onInstagram();
		const message = aMessage({ id: "m-1", text: "Makasih", reactions: [{ direction: "out", emoji: "👍" }] });
		theWorld().messages.splice(0, 99, message, aMessage({ direction: "out", state: "sent", text: "Siap" }));
		given("put", "/conversations/cv-1/messages/m-1/reaction", null, 204);
		const { user } = open(thread);
		const buttons = await screen.findAllByRole("button", { name: "Beri reaksi" });
		expect(buttons).toHaveLength(1);
		await user.click(buttons[0] as HTMLElement);
		await user.click(await screen.findByRole("button", { name: "❤️" }));
		await user.click(buttons[0] as HTMLElement);
		await user.click(await screen.findByRole("button", { name: "👍", pressed: true }));
		await waitFor(() =>
			expect(sent("PUT", "/reaction").map(({ body }) => body)).toEqual([{ emoji: "❤️" }, { emoji: "" }]),
		);
	});

	it("offers quick replies, without what the network does not know", async () => {
		onInstagram();
		const { user } = open(thread);
		await user.click(await screen.findByRole("button", { name: "Pesan dengan tombol" }));
		const dialog = await screen.findByRole("dialog");
		expect(within(dialog).queryByLabelText("Daftar")).toBeNull();
		expect(within(dialog).queryByLabelText(/Kaki pesan/)).toBeNull();
		await user.type(within(dialog).getByLabelText("Isi pesan"), "Ukuran apa?");
		await user.type(within(dialog).getByLabelText("Tombol 1"), "M");
		for (const title of ["L", "XL", "XXL"]) {
			await user.click(within(dialog).getByRole("button", { name: "Tambah tombol" }));
			const fields = within(dialog).getAllByLabelText(/^Tombol \d+$/);
			await user.type(fields.at(-1) as HTMLElement, title);
		}
		await user.click(within(dialog).getByRole("button", { name: "Kirim" }));
		await waitFor(() => expect(sent("POST", "/messages")).toHaveLength(1));
		expect(sent("POST", "/messages")[0]?.body).toEqual({
			interactive: {
				kind: "quick_replies",
				body: "Ukuran apa?",
				buttons: ["M", "L", "XL", "XXL"].map((title) => ({ title })),
			},
		});
	});

	it("is listed beside WhatsApp, and alone when asked, through the address", async () => {
		onInstagram();
		const { user, history } = open("/w/toko/inbox");
		await user.click(await screen.findByLabelText("Instagram"));
		await waitFor(() => expect(history.location.search).toBe("?kind=instagram"));
		await waitFor(() => expect(requests.some(({ search }) => search.includes("kind=instagram"))).toBe(true));
	});

	it("leads to the same person's conversation on another channel", async () => {
		window.matchMedia = ((query: string) => ({
			matches: query.includes("min-width"),
			addEventListener: () => undefined,
			removeEventListener: () => undefined,
			addListener: () => undefined,
			removeListener: () => undefined,
		})) as never;
		const here = onInstagram();
		given(
			"get",
			"/contacts/ct-1",
			aContact({
				id: "ct-1",
				handles: [{ network: "instagram", channel_id: "ch-ig", username: "siti.batik", picture_id: "" }],
			}),
		);
		given("get", "/conversations", (request: Request) => {
			const contact = new URL(request.url).searchParams.get("contact");
			return { items: contact ? [here, aConversation({ id: "cv-wa" })] : [here], next: null };
		});
		const { user, history } = open(thread);
		const pane = await screen.findByRole("complementary", { name: "Kontak" });
		await user.click(await within(pane).findByRole("button", { name: /Toko utama/ }));
		await waitFor(() => expect(history.location.search).toBe("?c=cv-wa"));
	});
});
