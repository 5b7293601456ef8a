import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings, open } from "@/testing/render";
import { theWorld } from "@/testing/server";
import { type ColumnKey, readColumns } from "./columns";

const place = () => `kp.columns.${theWorld().me.user.id}.${theWorld().workspace.id}`;
const heads = () => screen.getAllByRole("columnheader").flatMap((head) => head.textContent || []);
const usual = ["Nama", "Nomor WhatsApp", "Grup", "Promosi", "Dibuat"];

async function choose() {
	const view = open("/w/toko/contacts");
	await screen.findByText("Budi Santoso");
	await view.user.click(screen.getByRole("button", { name: "Atur kolom" }));
	return { ...view, dialog: await screen.findByRole("dialog", { name: "Atur kolom" }) };
}

describe("a kept choice of columns", () => {
	const all: ColumnKey[] = ["name", "phone", "groups", "promo", "created", "email", "field.kota"];

	it.each([
		["", ["name", "phone", "groups", "promo", "created"]],
		["not json", ["name", "phone", "groups", "promo", "created"]],
		['["field.kota","name"]', ["field.kota", "name"]],
		['["name","field.gone","email"]', ["name", "email"]],
		['["email"]', ["name", "email"]],
		["[]", ["name"]],
	])("%j shows %j", (text, shown) => {
		expect(readColumns(text, all)).toEqual(shown);
	});
});

describe("columns of the contact table", () => {
	it("are chosen and kept for this person and this workspace, fields of the workspace among them", async () => {
		Object.assign(theWorld().contacts[1] ?? {}, { fields: { kota: "Bandung", ukuran: "L" } });
		const { user, dialog, unmount } = await choose();
		expect(heads()).toEqual(usual);
		expect(await axeFindings(dialog)).toEqual([]);
		expect(within(dialog).getByRole("checkbox", { name: "Nama" })).toHaveProperty("disabled", true);
		await user.click(within(dialog).getByRole("checkbox", { name: "Kota" }));
		await user.click(within(dialog).getByRole("checkbox", { name: "Promosi" }));
		await user.click(within(dialog).getByRole("button", { name: "Selesai" }));
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		const now = ["Nama", "Nomor WhatsApp", "Grup", "Dibuat", "Kota"];
		expect(heads()).toEqual(now);
		expect(screen.getByRole("row", { name: /Budi Santoso/ }).textContent).toContain("Bandung");
		expect(JSON.parse(localStorage.getItem(place()) ?? "")).toEqual([
			"name",
			"phone",
			"groups",
			"created",
			"field.kota",
		]);
		unmount();
		open("/w/toko/contacts");
		await screen.findByText("Budi Santoso");
		expect(heads()).toEqual(now);
	});

	it("move by buttons and by keys; the focus goes along and the place is said", async () => {
		const { user, dialog } = await choose();
		within(dialog).getByRole("button", { name: "Geser Dibuat ke atas" }).focus();
		await user.keyboard("{Enter}{Enter}{Enter}");
		expect(heads()).toEqual(["Nama", "Dibuat", "Nomor WhatsApp", "Grup", "Promosi"]);
		expect(within(dialog).getByText("Dibuat sekarang kolom ke-2 dari 5")).toBeTruthy();
		expect(document.activeElement?.getAttribute("aria-label")).toBe("Geser Dibuat ke atas");
		await user.keyboard("{Enter}");
		expect(heads()[0]).toBe("Dibuat");
		expect(document.activeElement?.getAttribute("aria-label")).toBe("Geser Dibuat ke bawah");
		await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
		expect(heads().slice(0, 2)).toEqual(["Nama", "Dibuat"]);
	});

	it("come back to the usual ones", async () => {
		localStorage.setItem(place(), '["name","email"]');
		const { user, dialog } = await choose();
		expect(heads()).toEqual(["Nama", "Surel"]);
		await user.click(within(dialog).getByRole("button", { name: "Kembalikan ke awal" }));
		expect(heads()).toEqual(usual);
		expect(localStorage.getItem(place())).toBeNull();
	});

	it("stay away from the cards of a phone", async () => {
		const wide = window.matchMedia;
		window.matchMedia = (query) => ({ ...wide(query), matches: query.includes("max-width") });
		try {
			open("/w/toko/contacts");
			await screen.findByText("Budi Santoso");
			expect(screen.queryByRole("table")).toBeNull();
			expect(screen.queryByRole("button", { name: "Atur kolom" })).toBeNull();
		} finally {
			window.matchMedia = wide;
		}
	});
});
