import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CheckedChannel } from "@/api/types";
import { aChannel } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent } from "@/testing/server";

async function fillIn(user: ReturnType<typeof open>["user"]) {
	await user.type(await screen.findByLabelText("Nama kanal"), "Toko utama");
	await user.type(screen.getByLabelText("Phone number ID"), "109876543210987");
	await user.type(screen.getByLabelText("WhatsApp Business Account ID"), "102030405060708");
	await user.type(screen.getByLabelText("Token akses"), "EAAB-secret-token-of-a-system-user");
}

describe("connecting a Cloud API number", () => {
	it("shows what to paste at Meta and then the checks with what to do", async () => {
		given<CheckedChannel>(
			"post",
			"/channels",
			{
				...aChannel(),
				checks: [
					{ id: "token", ok: true, severity: "error", detail_code: "token.ok" },
					{ id: "webhook_address", ok: false, severity: "warning", detail_code: "webhook_address.not_public" },
				],
			},
			201,
		);
		const { user, container } = open("/w/toko/channels/connect");
		expect(await screen.findByDisplayValue("https://pesan.example.id/webhooks/meta")).toBeTruthy();
		expect(screen.getByDisplayValue("kp-9f2c71")).toBeTruthy();
		await fillIn(user);
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Hubungkan dan periksa" }));
		expect(await screen.findByText("Nomor tersambung")).toBeTruthy();
		expect(screen.getByText(/Pakai alamat publik dengan HTTPS/)).toBeTruthy();
		expect(sent("POST", "/channels")[0]?.body).toEqual({
			kind: "cloudapi",
			name: "Toko utama",
			phone_number_id: "109876543210987",
			waba_id: "102030405060708",
			token: "EAAB-secret-token-of-a-system-user",
		});
	});

	it("refuses a phone number where the id belongs, before asking the server", async () => {
		const { user } = open("/w/toko/channels/connect");
		await user.type(await screen.findByLabelText("Phone number ID"), "+62 800");
		await user.click(screen.getByRole("button", { name: "Hubungkan dan periksa" }));
		expect((await screen.findAllByText("Hanya angka, 5 sampai 20 digit")).length).toBeGreaterThan(0);
		expect(sent("POST", "/channels")).toHaveLength(0);
	});

	it("keeps what was typed when Meta refuses", async () => {
		refused("post", "/channels", 422, "channel.unknown_code");
		const { user } = open("/w/toko/channels/connect");
		await fillIn(user);
		await user.click(screen.getByRole("button", { name: "Hubungkan dan periksa" }));
		expect((await screen.findByRole("alert")).textContent).toContain("server words for channel.unknown_code");
		expect(screen.getByDisplayValue("Toko utama")).toBeTruthy();
	});
});
