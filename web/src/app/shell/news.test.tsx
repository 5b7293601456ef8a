import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Conversation } from "@/api/types";
import { kept } from "@/lib/storage";
import { aConversation, minutes } from "@/testing/factories";
import { open } from "@/testing/render";
import { given } from "@/testing/server";

const heard: string[] = [];

class FakeNotification {
	static permission = "granted";
	constructor(title: string, { body }: { body: string }) {
		heard.push(`${title}: ${body}`);
	}
}

const second = minutes.ago(4);
const asOf = (more: Partial<Conversation>) => aConversation({ last_at: second, ...more });

/** The shell in a hidden tab, and a way to tell it what is unread. */
async function hidden() {
	vi.stubGlobal("Notification", FakeNotification);
	kept.set("notify", "on");
	given("get", "/conversations", { items: [asOf({ unread: 1, last_preview: "Halo" })], next: null });
	const { client } = open("/w/toko/jobs");
	await waitFor(() => expect(client.getQueryData(["toko", "conversations", "unread-list"])).toBeTruthy());
	await screen.findByRole("heading", { level: 1, name: "Pekerjaan" });
	vi.spyOn(document, "hidden", "get").mockReturnValue(true);
	return (...unread: Conversation[]) =>
		act(async () => client.setQueryData(["toko", "conversations", "unread-list"], unread));
}

describe("messages of the browser", () => {
	afterEach(() => {
		heard.length = 0;
		vi.restoreAllMocks();
		vi.stubGlobal("Notification", undefined);
	});

	it("come for a second message of the same second, and for nothing that was there", async () => {
		const tell = await hidden();
		await tell(asOf({ unread: 1, last_preview: "Halo" }));
		expect(heard).toEqual([]);
		await tell(asOf({ unread: 2, last_preview: "Masih buka?" }));
		await waitFor(() => expect(heard).toEqual(["Siti Rahma: Masih buka?"]));
	});

	it("come for a message that seems older than our answer, and for one after others were read", async () => {
		const tell = await hidden();
		await tell(asOf({ unread: 2, last_direction: "out", last_preview: "Masih, Kak" }));
		await waitFor(() => expect(heard).toEqual(["Siti Rahma: Pesan baru"]));
		await tell(asOf({ unread: 1, last_at: new Date().toISOString(), last_preview: "Baik" }));
		await waitFor(() => expect(heard[1]).toBe("Siti Rahma: Baik"));
		await tell();
		await tell(asOf({ unread: 1, last_preview: "Satu lagi" }));
		await waitFor(() => expect(heard[2]).toBe("Siti Rahma: Satu lagi"));
	});
});
