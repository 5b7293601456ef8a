import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings, open } from "@/testing/render";
import { refused, sent, theWorld } from "@/testing/server";

const at = "/w/toko/settings?tab=unstored";

describe("do-not-store list", () => {
	it("takes a number in, says what that means, and shows it with its middle hidden", async () => {
		const { user, container } = open(at);
		expect(await screen.findByRole("cell", { name: "+6280*******42" })).toBeTruthy();
		expect(screen.getByText(/^1\.204 pesan tidak disimpan sejauh ini/)).toBeTruthy();
		expect(screen.getByText(/Kata berhenti dari nomor itu juga tidak terbaca/)).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
		const number = screen.getByRole("textbox", { name: "Nomor" });
		await user.type(number, "0812-0000-0001");
		await user.keyboard("{Enter}");
		await waitFor(() => expect(number).toHaveProperty("value", ""));
		expect(sent("POST", "/unstored-numbers")[0]?.body).toEqual({ phone: "0812-0000-0001" });
	});

	it("keeps what was typed when it is no number, and asks before messages are stored again", async () => {
		refused("post", "/unstored-numbers", 422, "unstored.number_invalid", {}, true);
		const { user } = open(at);
		await user.type(await screen.findByRole("textbox", { name: "Nomor" }), "siapa");
		await user.click(screen.getByRole("button", { name: "Jangan simpan nomor ini" }));
		expect(await screen.findByText(/^Ini bukan nomor telepon/)).toBeTruthy();
		expect(screen.getByRole("textbox", { name: "Nomor" })).toHaveProperty("value", "siapa");
		await user.click(await screen.findByRole("button", { name: "Keluarkan +6280*******42" }));
		const ask = await screen.findByRole("dialog", { name: "Simpan lagi pesan +6280*******42?" });
		await user.click(within(ask).getByRole("button", { name: "Simpan lagi" }));
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(sent("DELETE", `/unstored-numbers/${theWorld().unstored[1]?.id}`)).toHaveLength(1);
	});

	it("is not there for those who may not decide it", async () => {
		theWorld().workspace.rights = ["read", "edit", "manage"];
		open("/w/toko/settings");
		await screen.findByRole("link", { name: "Anggota" });
		expect(screen.queryByRole("link", { name: "Jangan simpan" })).toBeNull();
	});
});
