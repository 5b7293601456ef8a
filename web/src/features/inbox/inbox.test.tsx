import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { Message } from "@/api/types";
import { aConversation, aMessage, minutes } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, problem, requests, sent, server, theWorld } from "@/testing/server";

const thread = "/w/toko/inbox?c=cv-1";
const posts = "*/api/v1/workspaces/:workspace/conversations/:conversation/messages";

describe("inbox", () => {
	it("shows honest ticks with their reasons, and marks what was opened as read", async () => {
		const { container } = open(thread);
		const log = await screen.findByRole("log");
		expect(await within(log).findByText(/Gagal · Tidak dapat diantar/)).toBeTruthy();
		expect(within(log).getByText(/Belum pasti · Jaringan tidak menjawab/)).toBeTruthy();
		expect(within(log).getByText("Belum dibaca mulai di sini")).toBeTruthy();
		expect(within(log).getAllByRole("img", { name: "Dibaca" }).length).toBe(2);
		await waitFor(() => expect(sent("POST", "/conversations/cv-1/read")).toHaveLength(1));
		expect(await axeFindings(container)).toEqual([]);
	});

	it("keeps the line before what was unread when opening has marked it as read, until one has answered", async () => {
		const { client } = open(thread);
		const log = await screen.findByRole("log");
		await waitFor(() => expect(sent("POST", "/conversations/cv-1/read")).toHaveLength(1));
		await waitFor(() => expect(screen.queryByText("2", { selector: "span" })).toBeNull());
		const line = within(log).getByText("Belum dibaca mulai di sini");
		expect(line.nextElementSibling?.textContent).toContain("Oke saya transfer sekarang");
		expect(sent("POST", "/conversations/cv-1/read")).toHaveLength(1);
		theWorld().messages.unshift(
			aMessage({ direction: "out", state: "sent", lane: "human", text: "Masih, Kak", at: minutes.ago(0) }),
		);
		await act(() => client.invalidateQueries());
		await within(log).findByText("Masih, Kak");
		expect(within(log).queryByText("Belum dibaca mulai di sini")).toBeNull();
	});

	it("leaves unread what comes while nobody looks, and draws the line there on the way back", async () => {
		theWorld().conversations[0] = aConversation({ unread: 0 });
		const { client } = open(thread);
		const log = await screen.findByRole("log");
		await within(log).findByText("Oke saya transfer sekarang");
		const look = (state: "visible" | "hidden") => {
			vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
			act(() => void document.dispatchEvent(new Event("visibilitychange")));
		};
		look("hidden");
		theWorld().messages.unshift(aMessage({ text: "Masih di sana?", at: minutes.ago(0) }));
		theWorld().conversations[0] = aConversation({ unread: 1 });
		await act(() => client.invalidateQueries());
		await within(log).findByText("Masih di sana?");
		expect(sent("POST", "/conversations/cv-1/read")).toHaveLength(0);
		look("visible");
		await waitFor(() => expect(sent("POST", "/conversations/cv-1/read")).toHaveLength(1));
		expect(within(log).getByText("Belum dibaca mulai di sini").nextElementSibling?.textContent).toContain("di sana");
		vi.restoreAllMocks();
	});

	it("draws no line before what comes while one looks", async () => {
		theWorld().conversations[0] = aConversation({ unread: 0 });
		const { client } = open(thread);
		const log = await screen.findByRole("log");
		await within(log).findByText("Oke saya transfer sekarang");
		theWorld().messages.unshift(aMessage({ text: "Masih di sana?", at: minutes.ago(0) }));
		theWorld().conversations[0] = aConversation({ unread: 1 });
		await act(() => client.invalidateQueries());
		await within(log).findByText("Masih di sana?");
		await waitFor(() => expect(sent("POST", "/conversations/cv-1/read")).toHaveLength(1));
		expect(within(log).queryByText("Belum dibaca mulai di sini")).toBeNull();
	});

	it("takes a file that is dropped on the conversation or pasted into the answer, but text as text", async () => {
		given("post", "/attachments", { id: "at-9", name: "batik.png", mime: "image/png", size: 3, state: "ready" }, 201);
		open(thread);
		const log = await screen.findByRole("log");
		const field = await screen.findByRole("textbox", { name: "Tulis balasan" });
		const files = [new File(["png"], "batik.png", { type: "image/png" })];
		fireEvent.paste(field, { clipboardData: { files, types: ["text/plain", "Files"] } });
		expect(sent("POST", "/attachments")).toHaveLength(0);
		fireEvent.paste(field, { clipboardData: { files, types: ["Files"] } });
		await waitFor(() => expect(sent("POST", "/attachments")).toHaveLength(1));
		expect(fireEvent.dragOver(log, { dataTransfer: { files, types: ["Files"] } })).toBe(false);
		expect(fireEvent.drop(log, { dataTransfer: { files, types: ["Files"] } })).toBe(false);
		await waitFor(() => expect(sent("POST", "/attachments")).toHaveLength(2));
		expect(await screen.findByText("batik.png")).toBeTruthy();
	});

	it("writes a new line on Enter where a finger types, and sends by the button", async () => {
		const { matchMedia } = window;
		window.matchMedia = (query) => ({ ...matchMedia(query), matches: query.includes("coarse") });
		const { user } = open(thread);
		const field = await screen.findByRole("textbox", { name: "Tulis balasan" });
		await user.type(field, "Satu{Enter}Dua");
		expect(field).toHaveProperty("value", "Satu\nDua");
		await user.click(screen.getByRole("button", { name: "Kirim" }));
		await waitFor(() => expect(sent("POST", "/messages")[0]?.body).toEqual({ text: "Satu\nDua" }));
		window.matchMedia = matchMedia;
	});

	it("sends on Enter, shows it at once, and keeps a draft per conversation", async () => {
		let release: (() => void) | undefined;
		server.use(
			http.post(posts, async ({ request }) => {
				await new Promise<void>((resolve) => {
					release = resolve;
				});
				const { text } = (await request.json()) as { text: string };
				const message: Message = aMessage({ id: "new-1", direction: "out", state: "queued", text });
				theWorld().messages.unshift(message);
				return HttpResponse.json(message, { status: 202 });
			}),
		);
		const { user, unmount } = open(thread);
		const field = await screen.findByRole("textbox", { name: "Tulis balasan" });
		await user.type(field, "Masih ada");
		unmount();
		const again = open(thread);
		const kept = await screen.findByRole("textbox", { name: "Tulis balasan" });
		expect(kept).toHaveProperty("value", "Masih ada");
		await again.user.type(kept, "{Shift>}{Enter}{/Shift}Kak{Enter}");
		const log = screen.getByRole("log");
		expect(await within(log).findByText(/Masih ada\s+Kak/)).toBeTruthy();
		expect(kept).toHaveProperty("value", "");
		await waitFor(() => expect(release).toBeTruthy());
		release?.();
		await waitFor(() => expect(within(log).getAllByText(/Masih ada\s+Kak/)).toHaveLength(1));
		expect(sent("POST", "/messages")[0]?.body).toEqual({ text: "Masih ada\nKak" });
	});

	it("tries a refused message again under the same key", async () => {
		server.use(http.post(posts, () => problem(503, "http.503"), { once: true }));
		const { user } = open(thread);
		await user.type(await screen.findByRole("textbox", { name: "Tulis balasan" }), "Halo{Enter}");
		const alert = await screen.findByRole("alert");
		expect(alert.textContent).toContain("Belum terkirim");
		await user.click(within(alert).getByRole("button", { name: "Coba lagi" }));
		await waitFor(() => expect(sent("POST", "/messages")).toHaveLength(2));
		const keys = sent("POST", "/messages").map((request) => request.key);
		expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
		expect(keys[1]).toBe(keys[0]);
	});

	it("keeps what could not leave, also after a reload", async () => {
		server.use(http.post(posts, () => HttpResponse.error(), { once: true }));
		const { user, unmount } = open(thread);
		await user.type(await screen.findByRole("textbox", { name: "Tulis balasan" }), "Halo lagi{Enter}");
		await screen.findByRole("alert");
		unmount();
		const again = open(thread);
		const alert = await screen.findByRole("alert");
		expect(screen.getByRole("log").textContent).toContain("Halo lagi");
		await again.user.click(within(alert).getByRole("button", { name: "Coba lagi" }));
		await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
		const keys = sent("POST", "/messages").map((request) => request.key);
		expect(new Set(keys).size).toBe(1);
		expect(Object.keys(localStorage).filter((key) => key.includes("outbox"))).toEqual([]);
	});

	it("offers only templates once the window has closed", async () => {
		given("get", "/conversations/cv-1", aConversation({ window_until: "2026-01-01T00:00:00Z" }));
		given("get", "/templates", { items: theWorld().templates.slice(1, 2), next: null });
		const { user } = open(thread);
		await user.click(await screen.findByRole("button", { name: "Kirim templat" }));
		expect(screen.queryByRole("textbox", { name: "Tulis balasan" })).toBeNull();
		const dialog = await screen.findByRole("dialog");
		await within(dialog).findByRole("option", { name: /pengingat_pesanan/ });
		await user.selectOptions(within(dialog).getByLabelText("Templat"), "tpl-2");
		const send = within(dialog).getByRole("button", { name: "Kirim" });
		expect(send).toHaveProperty("disabled", true);
		await user.type(within(dialog).getByLabelText("Isi {{1}}"), "Siti");
		expect(within(dialog).getByText("Halo Siti, pesanan Anda siap diambil.")).toBeTruthy();
		await user.click(send);
		await waitFor(() => expect(sent("POST", "/messages")).toHaveLength(1));
		expect(sent("POST", "/messages")[0]?.body).toEqual({
			template: {
				name: "pengingat_pesanan",
				language: "id",
				header: [],
				body: [{ type: "text", text: "Siti" }],
				buttons: [],
			},
		});
	});

	it("shows only unread ones when asked, through the address", async () => {
		const { user, history } = open("/w/toko/inbox");
		await user.click(await screen.findByLabelText("Belum dibaca"));
		await waitFor(() => expect(history.location.search).toBe("?view=unread"));
		await waitFor(() =>
			expect(
				requests.some((request) => request.search.includes("view=unread") && request.search.includes("limit=50")),
			).toBe(true),
		);
	});
});
