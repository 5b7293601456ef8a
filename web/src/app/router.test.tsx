import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open } from "@/testing/render";
import { refused } from "@/testing/server";

describe("the way to the login", () => {
	it("says nothing of an ended session to somebody who had none", async () => {
		refused("get", "*/api/v1/me", 401, "account.unauthenticated");
		const { history } = open("/w/toko/contacts");
		await screen.findByRole("heading", { name: "Masuk" });
		expect(new URLSearchParams(history.location.search).get("ended")).toBeNull();
		expect(screen.queryByText(/Sesi Anda sudah berakhir/)).toBeNull();
	});

	it("says so to somebody whose session ended, once, and knows the way back", async () => {
		const { user, history } = open("/w/toko/contacts");
		await screen.findByRole("heading", { level: 1, name: "Kontak" });
		refused("get", "/blasts", 401, "account.unauthenticated");
		refused("get", "*/api/v1/me", 401, "account.unauthenticated");
		await user.click(screen.getAllByRole("link", { name: "Blast" })[0] as HTMLElement);
		expect(await screen.findByText(/Sesi Anda sudah berakhir/)).toBeTruthy();
		expect(new URLSearchParams(history.location.search).get("next")).toBe("/w/toko/blasts");
	});
});
