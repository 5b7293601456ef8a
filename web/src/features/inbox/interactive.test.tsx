import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aMessage } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { sent, theWorld } from "@/testing/server";
import { complete, emptyDraft, tappable, toReply } from "./interactive";

describe("messages to tap on", () => {
	it("are written inside the window, with a preview, and sent as they are", async () => {
		const { user } = open("/w/toko/inbox?c=cv-1");
		await user.click(await screen.findByRole("button", { name: "Pesan dengan tombol" }));
		const form = await screen.findByRole("dialog", { name: "Pesan dengan tombol" });
		const send = within(form).getByRole("button", { name: "Kirim" }) as HTMLButtonElement;
		expect(send.disabled).toBe(true);
		await user.type(within(form).getByLabelText("Isi pesan"), "Mau diantar?");
		await user.type(within(form).getByLabelText("Tombol 1"), "Ya");
		await user.click(within(form).getByRole("button", { name: "Tambah tombol" }));
		await user.type(within(form).getByLabelText("Tombol 2"), "Ya");
		expect(within(form).getByText("Tulisan ini sudah dipakai")).toBeTruthy();
		expect(send.disabled).toBe(true);
		await user.type(within(form).getByLabelText("Tombol 2"), ", besok");
		expect(within(form).getByRole("figure").textContent).toContain("Ya, besok");
		expect(await axeFindings(form)).toEqual([]);
		await user.click(send);
		await waitFor(() => expect(sent("POST", "/messages")).toHaveLength(1));
		expect(sent("POST", "/messages")[0]?.body).toEqual({
			interactive: { kind: "button", body: "Mau diantar?", buttons: [{ title: "Ya" }, { title: "Ya, besok" }] },
		});
	});

	it("show in the conversation what can be tapped", async () => {
		theWorld().messages.unshift(
			aMessage({
				direction: "out",
				state: "read",
				type: "interactive",
				text: "Pilih menu",
				content: {
					type: "interactive",
					interactive: { kind: "list", body: "Pilih menu", list_title: "Lihat menu" },
				} as never,
			}),
		);
		open("/w/toko/inbox?c=cv-1");
		expect(await within(await screen.findByRole("log")).findByText("Lihat menu")).toBeTruthy();
	});

	it("know what is missing", () => {
		const list = {
			...emptyDraft,
			kind: "list" as const,
			body: "Menu",
			listTitle: "Lihat",
			rows: [{ title: "A", description: "" }],
		};
		expect(complete(list)).toBe(true);
		expect(complete({ ...list, rows: [{ title: "a".repeat(25), description: "" }] })).toBe(false);
		expect(toReply(list)).toEqual({
			kind: "list",
			body: "Menu",
			footer: undefined,
			list_title: "Lihat",
			sections: [{ rows: [{ title: "A", description: undefined }] }],
		});
		const link = { ...emptyDraft, kind: "cta_url" as const, body: "Katalog", displayText: "Buka", url: "contoh.id" };
		expect(complete(link)).toBe(false);
		expect(complete({ ...link, url: "https://contoh.id" })).toBe(true);
		expect(tappable({ type: "text" })).toEqual({});
	});
});
