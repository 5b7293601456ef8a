import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Send } from "@/api/types";
import { aSend } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused } from "@/testing/server";
import { toFilter } from "./api/log";

const failed = aSend({
	id: "s-1",
	state: "failed",
	reason: "undeliverable",
	code: "131026",
	lane: "human",
	attempt: 3,
	contact_id: "ct-1",
	origin: { kind: "human", id: "cv-1" },
});

describe("delivery log", () => {
	it("says of every message who, what, why and how often, and leads on", async () => {
		given<{ items: Send[]; next: null }>("get", "/messages", { items: [failed, aSend()], next: null });
		given<Send>("get", "/messages/s-1", failed);
		const { user, container, history } = open("/w/toko/log");
		const row = await screen.findByRole("row", { name: /Tidak dapat diantar/ });
		for (const text of ["Siti Rahma", "+62 800-1234-5678", "Gagal", "131026", "Balasan", "3"]) {
			expect(within(row).getAllByText(text).length).toBeGreaterThan(0);
		}
		expect(await axeFindings(container)).toEqual([]);
		await user.click(row);
		const box = await screen.findByRole("dialog");
		expect(history.location.search).toContain("message=s-1");
		const to = (name: string) => within(box).getByRole("link", { name }).getAttribute("href");
		await within(box).findByText(/hanya percobaan terakhir/);
		expect(to("Buka percakapan")).toBe("/w/toko/inbox?c=cv-1");
		expect(to("Buka data kontak")).toBe("/w/toko/contacts?contact=ct-1");
		expect(within(box).queryByRole("link", { name: "Buka blast" })).toBeNull();
	});

	it("keeps the filters in the address and in the file", async () => {
		const { user, history } = open("/w/toko/log?lane=blast&cursor=abc");
		await user.selectOptions(await screen.findByLabelText("Status"), "failed");
		await user.type(screen.getByRole("searchbox", { name: "Nomor" }), "5678");
		await waitFor(() => expect(history.location.search).toBe("?lane=blast&state=failed&number=5678"));
		expect(screen.getByRole("link", { name: "Unduh CSV" }).getAttribute("href")).toBe(
			"/api/v1/workspaces/toko/messages/export.csv?state=failed&lane=blast&number=5678",
		);
	});

	it("stands in for the page of what is held", async () => {
		const { history } = open("/w/toko/held");
		expect(await screen.findByRole("heading", { name: "Log pengiriman" })).toBeTruthy();
		expect(history.location.href).toBe("/w/toko/log?state=held");
		const other = open("/w/toko/held?state=unknown");
		await waitFor(() => expect(other.history.location.href).toBe("/w/toko/log?state=unknown"));
	});

	it("says what is wrong with a number", async () => {
		refused("get", "/messages", 422, "message.number_unusable");
		open("/w/toko/log?number=12");
		expect(await screen.findByText(/paling sedikit empat angka/)).toBeTruthy();
	});

	it("leaves out what makes no sense", () => {
		expect(toFilter({ state: "odd", lane: "odd", from: "1", until: "2026-11-02" })).toEqual({
			state: "all",
			lane: undefined,
			channel: undefined,
			from: undefined,
			until: "2026-11-02T17:00:00.000Z",
			number: undefined,
		});
	});
});
