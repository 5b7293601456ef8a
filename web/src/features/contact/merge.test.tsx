import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Contact } from "@/api/types";
import { aContact, aField } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, sent } from "@/testing/server";
import { differences } from "./merge";

const budi = aContact({ id: "ct-9", name: "Budi", phone_display: "+62 800-1", fields: { kota: "Solo" }, email: "" });
const other = aContact({
	id: "ct-8",
	name: "Budi",
	phone_display: "+62 800-2",
	fields: { kota: "Solo" },
	email: "budi@example.com",
	handles: [{ network: "instagram", channel_id: "ch-2", username: "budi.jaya", picture_id: "" }],
	suppressed: { reason: "opt_out", at: new Date().toISOString() },
});

describe("merge", () => {
	it("asks only where both say something different", () => {
		const fields = [aField()];
		expect(differences(budi, other, fields, { phone: "Nomor" })).toEqual([
			{ key: "phone", label: "Nomor", values: { this: "+62 800-1", other: "+62 800-2" } },
		]);
		expect(differences(budi, { ...other, fields: { kota: "Malang" } }, fields, {}).map(({ key }) => key)).toEqual([
			"phone",
			"fields.kota",
		]);
	});

	it("suggests a duplicate, compares, and merges with the choice", async () => {
		given<Contact>("get", "/contacts/ct-9", budi);
		given("get", "/contacts/ct-9/duplicates", { items: [other], next: null });
		refused("post", "/contacts/ct-9/merge", 404, "contact.not_found", {}, true);
		const { user } = open("/w/toko/contacts?contact=ct-9");
		const drawer = await screen.findByRole("dialog");
		await user.click(await within(drawer).findByRole("button", { name: "Gabungkan" }));
		const dialog = await screen.findByRole("dialog", { name: "Gabungkan kontak" });
		expect(await within(dialog).findByText("Mungkin orang yang sama: nama yang sama")).toBeTruthy();
		await user.click(within(dialog).getByRole("button", { name: /800-2/ }));
		expect(within(dialog).getByText(/Larangan itu tetap berlaku/)).toBeTruthy();
		expect(within(dialog).getByText("@budi.jaya")).toBeTruthy();
		await user.click(within(dialog).getByRole("radio", { name: "+62 800-2" }));
		expect(await axeFindings(dialog)).toEqual([]);
		await user.click(within(dialog).getByRole("button", { name: "Gabungkan dua kontak" }));
		expect(await within(dialog).findByText("Kontak ini tidak ditemukan.", { exact: false })).toBeTruthy();
		given<Contact>("post", "/contacts/ct-9/merge", budi);
		await user.click(within(dialog).getByRole("button", { name: "Gabungkan dua kontak" }));
		await waitFor(() =>
			expect(sent("POST", "/contacts/ct-9/merge")[1]?.body).toEqual({ other: "ct-8", winner: { phone: "other" } }),
		);
		await waitFor(() => expect(screen.queryByRole("dialog", { name: "Gabungkan kontak" })).toBeNull());
	});
});
