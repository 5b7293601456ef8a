import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Contact, Message, Template } from "@/api/types";
import { aContact, aMessage, aTemplate, minutes } from "@/testing/factories";
import { open } from "@/testing/render";
import { given, theWorld } from "@/testing/server";

describe("conversation", () => {
	// A wide screen, where the pane of the contact stands beside the thread.
	beforeEach(() => {
		const narrow = window.matchMedia;
		vi.spyOn(window, "matchMedia").mockImplementation((query) => ({
			...narrow(query),
			matches: query.includes("min-width"),
		}));
	});
	afterEach(() => vi.restoreAllMocks());

	it("shows what a template put around its text, the confirmation of a stop, and since when the person wants nothing", async () => {
		const template = aTemplate({
			name: "promo",
			language: "id",
			components: [
				{ type: "HEADER", format: "TEXT", text: "Halo {{1}}" },
				{ type: "BODY", text: "Ada potongan." },
				{ type: "FOOTER", text: "Balas STOP untuk berhenti" },
				{ type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Lihat katalog" }] },
			],
			variables: [{ component: "header", key: "1", type: "text", example: "Budi" }] as Template["variables"],
		});
		given<{ items: Template[] }>("get", "/templates", { items: [template] });
		given<{ items: Message[]; next: null }>("get", "/conversations/cv-1/messages", {
			items: [
				aMessage({ direction: "out", lane: "bot", origin: "opt_out", text: "Anda tidak akan dikirimi promosi lagi." }),
				aMessage({
					direction: "out",
					type: "template",
					lane: "blast",
					origin: "blast",
					text: "Ada potongan.",
					content: { type: "template", template: { name: "promo", language: "id", header: [{ text: "Siti" }] } },
				}),
			],
			next: null,
		});
		const since = minutes.ago(4000);
		given<Contact>("get", "/contacts/ct-1", aContact({ id: "ct-1", suppressed: { reason: "opt_out", at: since } }));
		expect(theWorld().conversations[0]?.id).toBe("cv-1");
		open("/w/toko/inbox?c=cv-1");
		expect(await screen.findByText("Halo Siti")).toBeTruthy();
		expect(screen.getByText("Balas STOP untuk berhenti")).toBeTruthy();
		expect(screen.getByText("Lihat katalog")).toBeTruthy();
		expect(screen.getByText(/^Konfirmasi berhenti/)).toBeTruthy();
		const pane = screen.getByRole("complementary", { name: "Kontak" });
		expect(await within(pane).findByText(/Berhenti sejak/)).toBeTruthy();
		expect(within(pane).getByText("Kontak mengirim kata berhenti")).toBeTruthy();
	});
});
