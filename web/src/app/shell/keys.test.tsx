import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings, open } from "@/testing/render";

describe("shortcuts", () => {
	it("go to pages, move through rows and create what the page is about", async () => {
		const { user, history } = open("/w/toko/jobs");
		await screen.findByRole("button", { name: "Cari atau lompat ke…" });
		await user.keyboard("gk");
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/contacts"));
		await screen.findByRole("row", { name: /Siti Rahma/ });
		await user.keyboard("jj");
		expect(document.activeElement?.textContent).toContain("Budi Santoso");
		await user.keyboard("k");
		expect(document.activeElement?.textContent).toContain("Siti Rahma");
		await user.keyboard("c");
		expect(await screen.findByRole("dialog", { name: "Tambah kontak" })).toBeTruthy();
		expect(history.location.search).toContain("new=1");
	});

	it("rest while one types", async () => {
		const { user, history } = open("/w/toko/contacts");
		const field = await screen.findByRole("searchbox");
		await user.type(field, "gic?");
		expect(history.location.pathname).toBe("/w/toko/contacts");
		expect(screen.queryByRole("dialog")).toBeNull();
	});

	it("are listed by the question mark, and can be switched off for good", async () => {
		const { user, history } = open("/w/toko/contacts");
		await screen.findByRole("row", { name: /Siti Rahma/ });
		await user.keyboard("?");
		const help = await screen.findByRole("dialog", { name: "Pintasan" });
		expect(within(help).getByText("Tambah kontak")).toBeTruthy();
		expect(await axeFindings(help.querySelector("[class*=-body]") ?? help)).toEqual([]);
		await user.click(within(help).getByRole("switch", { name: /Pintasan satu huruf/ }));
		expect(localStorage.getItem("kp.shortcuts")).toBe("off");
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		await user.keyboard("gi?");
		expect(history.location.pathname).toBe("/w/toko/contacts");
		expect(screen.queryByRole("dialog")).toBeNull();
	});
});
