import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aCode, aMember } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { refused, sent, theWorld } from "@/testing/server";

const path = "/w/toko/settings?tab=members";

describe("members", () => {
	it("changes a role and the right to send", async () => {
		const { user, container } = open(path);
		const menu = await screen.findByRole("button", { name: "Tindakan untuk Dimas Prasetyo" });
		expect(await axeFindings(container)).toEqual([]);
		await user.click(menu);
		await user.click(await screen.findByRole("menuitem", { name: "Ubah peran dan hak" }));
		const modal = await screen.findByRole("dialog");
		await user.click(within(modal).getByRole("radio", { name: "Pengamat" }));
		expect(within(modal).getByText("Pengamat hanya melihat.")).toBeTruthy();
		await user.click(within(modal).getByRole("button", { name: "Simpan" }));
		await waitFor(() => expect(sent("PATCH", theWorld().members[1]?.user_id ?? "?")).toHaveLength(1));
		expect(sent("PATCH", theWorld().members[1]?.user_id ?? "?")[0]?.body).toEqual({ role: "viewer", can_send: false });
	});

	it("gives another code, once, and explains why it may not", async () => {
		const { user } = open(path);
		const ask = async () => {
			await user.click(await screen.findByRole("button", { name: "Tindakan untuk Dimas Prasetyo" }));
			await user.click(await screen.findByRole("menuitem", { name: "Buat kode baru" }));
			await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Buat kode baru" }));
		};
		await ask();
		expect(await screen.findByLabelText("Kode lisensi")).toHaveProperty("value", aCode);
		await user.click(screen.getByRole("button", { name: "Sudah saya simpan" }));
		await waitFor(() => expect(screen.queryByLabelText("Kode lisensi")).toBeNull());
		refused("post", "/members/:member/reissue-code", 409, "account.member_elsewhere");
		await ask();
		expect((await screen.findByRole("alert")).textContent).toContain("ruang kerja yang tidak Anda kelola");
	});

	it("takes somebody out after saying what happens", async () => {
		const { user } = open(path);
		await user.click(await screen.findByRole("button", { name: "Tindakan untuk Ayu Lestari" }));
		await user.click(await screen.findByRole("menuitem", { name: "Keluarkan" }));
		const modal = await screen.findByRole("dialog");
		expect(modal.textContent).toContain("Yang sudah dikerjakannya tetap di sini.");
		await user.click(within(modal).getByRole("button", { name: "Keluarkan" }));
		await waitFor(() => expect(sent("DELETE", theWorld().members[2]?.user_id ?? "?")).toHaveLength(1));
	});

	it("invites with a link that is shown once", async () => {
		const { user, container } = open(path);
		await user.click(await screen.findByRole("button", { name: "Undang anggota" }));
		const modal = await screen.findByRole("dialog");
		await user.click(within(modal).getByRole("button", { name: "Buat tautan" }));
		expect(await within(modal).findByText("Isi namanya")).toBeTruthy();
		await user.type(within(modal).getByLabelText("Nama orang yang diundang"), "Dewi");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(within(modal).getByRole("button", { name: "Buat tautan" }));
		expect(await screen.findByLabelText("Tautan undangan")).toHaveProperty(
			"value",
			`${window.location.origin}/join/rahasia-sekali`,
		);
		expect(sent("POST", "/invites")[0]?.body).toEqual({
			name: "Dewi",
			note: "",
			role: "agent",
			can_send: true,
			hours: 72,
		});
	});

	it("renews and revokes what is open", async () => {
		const { user } = open(path);
		const row = await screen.findByRole("row", { name: /Tono/ });
		expect(row.textContent).toContain("Kedaluwarsa");
		await user.click(within(row).getByRole("button", { name: "Tautan baru" }));
		expect(await screen.findByLabelText("Tautan undangan")).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "Sudah saya simpan" }));
		await user.click(within(screen.getByRole("row", { name: /Tono/ })).getByRole("button", { name: "Cabut" }));
		await waitFor(() => expect(sent("DELETE", theWorld().invites[1]?.id ?? "?")).toHaveLength(1));
	});

	it("keeps owners out of an admin's reach and everything out of an agent's", async () => {
		const world = theWorld();
		world.members = [aMember(), aMember({ username: "dimas", name: "Dimas Prasetyo", role: "agent" })];
		world.workspace = { ...world.workspace, role: "admin", rights: ["read", "edit", "manage"] };
		const { user, unmount } = open(path);
		await user.click(await screen.findByRole("button", { name: "Tindakan untuk Dimas Prasetyo" }));
		expect(screen.queryByRole("button", { name: "Tindakan untuk Rani Puspita" })).toBeNull();
		await user.click(await screen.findByRole("menuitem", { name: "Ubah peran dan hak" }));
		expect(within(await screen.findByRole("dialog")).queryByRole("radio", { name: "Pemilik" })).toBeNull();
		expect(screen.queryByRole("link", { name: "Jejak audit" })).toBeNull();
		unmount();
		world.workspace = { ...world.workspace, role: "agent", rights: ["read", "edit"] };
		open(path);
		expect(await screen.findByText("Dimas Prasetyo")).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Undang anggota" })).toBeNull();
		expect(sent("GET", "/invites").length).toBeLessThan(2);
	});
});
