import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Deletion, DeletionQueue, ErasurePlan } from "@/api/types";
import { aDeletion, aLineGone, aMe, aPlan, aQueue, minutes } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { answered, refused, sent, theWorld } from "@/testing/server";
import { placeOf } from "./address";
import { drifted } from "./plan";
import { slaTone } from "./sla";

const api = "*/api/v1/operator";
const one = (deletion: Deletion) => answered<Deletion>("get", `${api}/deletions/:deletion`, deletion);
const card = (name: string) => screen.getByRole("heading", { name }).closest("section") as HTMLElement;

beforeEach(() => {
	theWorld().me = aMe({ operator: true });
});

describe("the queue of the deletion desk", () => {
	it("shows what is pressing, how far each is through its time, and opens one", async () => {
		const late = aDeletion({
			id: "er-1",
			used: 104,
			approvals_needed: 2,
			approvals: [{ by: null, at: minutes.ago(1) }],
			scope: { whole: true },
		});
		answered<DeletionQueue>(
			"get",
			`${api}/deletions`,
			aQueue([late, aDeletion({ workspace: null, used: 55 })], { late: 1, half: 1 }),
		);
		one(late);
		const { user, history, container } = open("/operator/deletions");
		expect((await screen.findByText("Ada permintaan yang mendesak")).closest('[role="alert"]')?.textContent).toContain(
			"Lewat waktu: 1.",
		);
		const rows = within(screen.getByRole("table", { name: "Antrean penghapusan" })).getAllByRole("row");
		expect(rows[1]?.textContent).toMatch(
			/Toko Batik Laras.*Seluruh ruang kerja.*1 dari 2 operator setuju.*104% waktu terpakai · lewat sejak/,
		);
		expect(rows[2]?.textContent).toContain("Ruang kerja yang sudah tidak ada");
		expect(
			within(rows[1] as HTMLElement)
				.getByRole("progressbar")
				.getAttribute("aria-valuenow"),
		).toBe("100");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(rows[1] as HTMLElement);
		await waitFor(() => expect(history.location.pathname).toBe("/operator/deletions/er-1"));
	});

	it("is filtered by the address, and says so when nothing is there", async () => {
		answered<DeletionQueue>("get", `${api}/deletions`, aQueue([]));
		const { user, history } = open("/operator/deletions");
		expect(await screen.findByText("Tidak ada yang harus dikerjakan")).toBeTruthy();
		await user.click(screen.getByRole("link", { name: /^Ditahan/ }));
		expect(await screen.findByText("Tidak ada yang ditahan")).toBeTruthy();
		expect(history.location.search).toBe("?show=held");
		expect(sent("GET", "/operator/deletions").map(({ search }) => search)).toEqual(["?show=open", "?show=held"]);
	});

	it("is not there for who is no operator, and asks nothing", async () => {
		theWorld().me = aMe();
		open("/operator/deletions");
		expect(await screen.findByText("Halaman tidak ditemukan")).toBeTruthy();
		expect(sent("GET", "/operator/deletions")).toEqual([]);
	});

	it("is where an operator without a workspace comes in", async () => {
		theWorld().me = aMe({ operator: true, workspaces: [] });
		answered<DeletionQueue>("get", `${api}/deletions`, aQueue([]));
		const { history } = open("/");
		await waitFor(() => expect(history.location.pathname).toBe("/operator/deletions"));
		expect(await screen.findByRole("button", { name: "Keluar" })).toBeTruthy();
	});

	it("is in the menu of operators only", async () => {
		answered<DeletionQueue>("get", `${api}/deletions`, aQueue([]));
		const { user, history } = open("/w/toko/jobs");
		await user.click(await screen.findByRole("button", { name: /^Akun/ }));
		await user.click(await screen.findByRole("menuitem", { name: "Meja penghapusan" }));
		await waitFor(() => expect(history.location.pathname).toBe("/operator/deletions"));
	});
});

describe("a deletion at the desk", () => {
	it("leaves what a person asked for to owners", async () => {
		one(aDeletion({ id: "er-1", way: "contact" }));
		open("/operator/deletions/er-1");
		await screen.findByRole("button", { name: "Tolak" });
		expect(screen.queryByText("Menunggu persetujuan operator")).toBeNull();
		expect(screen.queryByRole("button", { name: "Setujui rencana" })).toBeNull();
	});

	it("is approved by the last characters of its plan and the person's code", async () => {
		one(
			aDeletion({
				id: "er-1",
				approvals_needed: 2,
				approvals: [{ by: { id: "p-1", name: "Ani Operator" }, at: minutes.ago(3) }],
			}),
		);
		const { user, container } = open("/operator/deletions/er-1");
		expect(
			(await screen.findByText("Menunggu persetujuan operator")).closest('[role="status"]')?.textContent,
		).toContain("1 dari 2 operator sudah setuju: Ani Operator.");
		expect(await axeFindings(container)).toEqual([]);
		await user.click(screen.getByRole("button", { name: "Setujui rencana" }));
		const dialog = await screen.findByRole("dialog", { name: "Setujui rencana" });
		const send = within(dialog).getByRole("button", { name: "Setujui rencana" });
		expect(send).toHaveProperty("disabled", true);
		await user.type(within(dialog).getByRole("textbox", { name: /^Delapan huruf/ }), "0123cdeX");
		await user.type(within(dialog).getByRole("textbox", { name: "Kode lisensi Anda" }), "KP-ABCDE");
		const wrong = { errors: [{ location: "body.plan_tail", code: "desk.plan_wrong", message: "x" }] };
		refused("post", `${api}/deletions/:deletion/approve`, 422, "desk.plan_wrong", wrong, true);
		await user.click(send);
		expect(await within(dialog).findByText("Ini bukan delapan huruf terakhir sidik rencana")).toBeTruthy();
		const after = aDeletion({ id: "er-1", state: "grace" });
		answered<Deletion>("post", `${api}/deletions/:deletion/approve`, after);
		one(after);
		await user.click(send);
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(sent("POST", "/er-1/approve")[0]?.body).toEqual({ plan_tail: "0123cdeX", licence_code: "KP-ABCDE" });
		expect(await screen.findByText("Masa tunggu")).toBeTruthy();
	});

	it("is held until a day, for a reason of the list and with a note", async () => {
		one(aDeletion({ id: "er-1", state: "grace", grace_until: minutes.ahead(60) }));
		const after = aDeletion({ id: "er-1", state: "on_hold", reason: "dispute", hold_until: minutes.ahead(9000) });
		answered<Deletion>("post", `${api}/deletions/:deletion/hold`, after);
		const { user } = open("/operator/deletions/er-1");
		await user.click(await screen.findByRole("button", { name: "Tahan" }));
		const dialog = await screen.findByRole("dialog", { name: "Tahan" });
		await user.click(within(dialog).getByRole("combobox", { name: "Alasan" }));
		await user.click(await screen.findByRole("option", { name: "Ada sengketa tentang datanya" }));
		await user.type(within(dialog).getByRole("textbox", { name: "Catatan untuk operator" }), "menunggu");
		await user.type(within(dialog).getByRole("textbox", { name: "Kode lisensi Anda" }), "KP-ABCDE");
		one(after);
		await user.click(within(dialog).getByRole("button", { name: "Tahan" }));
		await waitFor(() => expect(sent("POST", "/er-1/hold")).toHaveLength(1));
		expect(sent("POST", "/er-1/hold")[0]?.body).toMatchObject({
			reason: "dispute",
			note: "menunggu",
			review_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
		});
		expect(await screen.findByRole("button", { name: "Akhiri penahanan" })).toBeTruthy();
	});

	it("compares its plan with what would happen now", async () => {
		const was = [aLineGone("contact", 100), aLineGone("message", 5, { category: "C4" })];
		one(aDeletion({ id: "er-1", plan: aPlan({ lines: was, gone: 105 }) }));
		answered<ErasurePlan>(
			"post",
			`${api}/deletions/:deletion/fresh-plan`,
			aPlan({ lines: [aLineGone("contact", 130), was[1] as never], gone: 135 }),
		);
		const { user } = open("/operator/deletions/er-1");
		await user.click(await screen.findByRole("button", { name: "Hitung lagi dan bandingkan" }));
		expect(await screen.findByText("Rencana sudah tidak sesuai")).toBeTruthy();
		const rows = within(screen.getByRole("table", { name: "Perbedaan dengan rencana" })).getAllByRole("row");
		expect(rows.map(({ textContent }) => textContent)).toEqual([
			"DataMenurut rencanaSekarang",
			"KontakKontak dan pengelompokannya100130",
		]);
	});

	it("says what was found when it is not proven, who did what, and what operators wrote", async () => {
		one(
			aDeletion({
				id: "er-1",
				state: "failed_verification",
				reason: "logical:contact_handle",
				attempts: 3,
				checks: [
					{ kind: "logical", category: "C3", table: "contact_handle", found: 2 },
					{ kind: "files", found: 1, places: [{ file: "lupa.log", offset: 1234 }] },
					{ kind: "system", found: 1, places: [{ table: "event" }] },
				],
				notes: [{ at: minutes.ago(5), by: null, text: "Sudah ditanyakan." }],
				extension: { days: 20, reason: "complex", at: minutes.ago(6) },
				trail: [
					{ from: "planned", to: "planned", at: minutes.ago(8), by: { id: "p", name: "Budi" }, reason: "approval" },
					{
						from: "verifying",
						to: "failed_verification",
						at: minutes.ago(7),
						by: null,
						reason: "logical:contact_handle",
					},
				],
			}),
		);
		const { container } = open("/operator/deletions/er-1");
		expect(
			(await screen.findByText("Sudah dihapus, tetapi belum terbukti")).closest('[role="alert"]')?.textContent,
		).toContain("Sudah dicoba 3 kali");
		expect(screen.getByText("lupa.log, byte ke-1.234")).toBeTruthy();
		expect(screen.getByText("Tabel event")).toBeTruthy();
		expect(card("Jejak langkah").textContent).toMatch(/Satu operator menyetujui.*Budi/);
		expect(card("Catatan operator").textContent).toMatch(/Sudah ditanyakan\..*Mesin server/);
		expect(screen.getByText("20 hari: Datanya banyak atau saling berkaitan")).toBeTruthy();
		expect(screen.getByRole("button", { name: "Coba lagi" })).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Perpanjang waktu" })).toBeNull();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("says what to do when there is no room", async () => {
		one(aDeletion({ id: "er-1", state: "executing", reason: "no_room" }));
		open("/operator/deletions/er-1");
		const notice = (await screen.findByText("Menunggu ruang di disk server")).closest('[role="alert"]');
		expect(notice?.textContent).toMatch(/Kosongkan ruang di disk.*tertulis di log/);
	});
});

describe("the desk", () => {
	it("knows its addresses, what is pressing, and when plans are too far apart", () => {
		expect(placeOf("")).toEqual({ page: "deletions", deletion: undefined });
		expect(placeOf("deletions/er-1")).toEqual({ page: "deletions", deletion: "er-1" });
		for (const nothing of ["ledger/er-1", "what", "deletions/a/b"]) {
			expect(placeOf(nothing).page).toBeNull();
		}
		expect([49, 50, 79, 80, 120].map(slaTone)).toEqual(["laut", "kunyit", "kunyit", "bata", "bata"]);
		expect([drifted(100, 101), drifted(100, 102), drifted(0, 0)]).toEqual([false, true, false]);
	});
});
