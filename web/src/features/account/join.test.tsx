import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aCode, aLook } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { answered, refused, sent } from "@/testing/server";

describe("join page", () => {
	it("makes an account, shows the code once and logs in with it", async () => {
		const { user, history, container } = open("/join/rahasia");
		expect(await screen.findByRole("heading", { name: "Bergabung dengan Toko Batik Laras" })).toBeTruthy();
		expect(sent("POST", "/join/look")[0]?.body).toEqual({ token: "rahasia" });
		expect(screen.getByLabelText("Nama Anda")).toHaveProperty("value", "Dewi Lestari");
		expect(await axeFindings(container)).toEqual([]);
		await user.type(screen.getByLabelText("Pilih nama pengguna"), "De");
		await user.click(screen.getByRole("button", { name: "Buat akun saya" }));
		expect(await screen.findByText(/3 sampai 40 huruf kecil/)).toBeTruthy();
		expect(sent("POST", "/join")).toHaveLength(0);
		await user.type(screen.getByLabelText("Pilih nama pengguna"), "wi");
		await user.click(screen.getByRole("button", { name: "Buat akun saya" }));
		expect(await screen.findByLabelText("Kode lisensi")).toHaveProperty("value", aCode);
		expect(await axeFindings(container)).toEqual([]);
		const go = screen.getByRole("button", { name: "Masuk" });
		expect(go).toHaveProperty("disabled", true);
		await user.click(screen.getByLabelText("Kode ini sudah saya simpan"));
		await user.click(go);
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko"));
		expect(sent("POST", "/session")[0]?.body).toEqual({ username: "dewi", licence_code: aCode });
	});

	it("puts what the server refuses on its field", async () => {
		const { user } = open("/join/rahasia");
		await user.type(await screen.findByLabelText("Pilih nama pengguna"), "rani");
		refused("post", "*/api/v1/join", 409, "account.username_taken", {
			errors: [{ location: "body.username", code: "account.username_taken", message: "x" }],
		});
		await user.click(screen.getByRole("button", { name: "Buat akun saya" }));
		expect(await screen.findByText("Nama pengguna ini sudah dipakai. Pilih yang lain.")).toBeTruthy();
	});

	it("lets somebody who is logged in accept", async () => {
		answered(
			"post",
			"*/api/v1/join/look",
			aLook({ logged_in: { id: "u", username: "budi", name: "Budi", language: "id" } }),
		);
		const { user, history } = open("/join/rahasia");
		await user.click(await screen.findByRole("button", { name: "Terima undangan" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko"));
		expect(sent("POST", "/join/accept")).toHaveLength(1);
	});

	it("says the same of every link that cannot be used, and leads on", async () => {
		refused("post", "*/api/v1/join/look", 404, "account.invite_invalid");
		open("/join/habis");
		expect((await screen.findByRole("alert")).textContent).toContain("Minta tautan baru");
		expect(screen.getByRole("button", { name: "Ke halaman masuk" })).toBeTruthy();
	});
});
