import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aJob, aRunningBlast } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, sent, theWorld } from "@/testing/server";

describe("jobs tray", () => {
	it("shows what runs and how the rest ended, pauses, cancels and leads to the results", async () => {
		theWorld().import.job_id = theWorld().jobs[0]?.id ?? null;
		const { user } = open("/w/toko/settings");
		await user.click(await screen.findByRole("button", { name: /Pekerjaan berjalan: 2 berjalan/ }));
		const tray = await screen.findByRole("dialog", { name: "Pekerjaan berjalan" });
		expect(within(tray).getByRole("link", { name: "Promo akhir bulan" }).getAttribute("href")).toBe(
			"/w/toko/blasts/bl-4",
		);
		expect(within(tray).getByText(/Berkas unggahan sudah tidak ada/)).toBeTruthy();
		expect(await axeFindings(tray.querySelector("[class*=-body]") ?? tray)).toEqual([]);
		await user.click(within(tray).getByRole("button", { name: "Jeda: Promo akhir bulan" }));
		await waitFor(() => expect(sent("POST", "/blasts/bl-4/pause")).toHaveLength(1));
		await user.click(within(tray).getByRole("button", { name: "Batalkan: Impor kontak" }));
		await waitFor(() => expect(sent("POST", "/cancel")).toHaveLength(1));
	});

	it("shows how far an export is, and why one ended", async () => {
		theWorld().jobs = [
			aJob({ id: "ex-1", kind: "transfer.export", state: "running", done: 300, total: 1200 }),
			aJob({ id: "ex-2", kind: "transfer.export", state: "failed", error_code: "transfer.cut_off" }),
		];
		const { user } = open("/w/toko/settings");
		await user.click(await screen.findByRole("button", { name: /Pekerjaan berjalan/ }));
		const tray = await screen.findByRole("dialog", { name: "Pekerjaan berjalan" });
		const links = within(tray).getAllByRole("link", { name: "Ekspor ruang kerja" });
		expect(links.map((link) => link.getAttribute("href"))).toEqual(["/w/toko/privacy", "/w/toko/privacy"]);
		expect(within(tray).getByText(/300 \/ 1\.200/)).toBeTruthy();
		expect(within(tray).getByText(/Ekspor terhenti sebelum selesai/)).toBeTruthy();
		await user.click(within(tray).getByRole("button", { name: "Batalkan: Ekspor ruang kerja" }));
		await waitFor(() => expect(sent("POST", "/jobs/ex-1/cancel")).toHaveLength(1));
	});

	it("tells of work that ends while one is elsewhere, with the way to it, and counts in the title", async () => {
		Object.assign(theWorld(), { blasts: [aRunningBlast({ id: "bl-4" })], jobs: [] });
		const { user, client, history } = open("/w/toko/settings");
		await waitFor(() => expect(document.title).toMatch(/^\(2\) 62% Pengaturan · Toko Batik Laras/));
		given("get", "/jobs", { items: [aJob({ kind: "contact.fill_group", state: "done" })], next: null });
		Object.assign(theWorld(), { blasts: [aRunningBlast({ id: "bl-4", state: "finished" })] });
		await client.invalidateQueries({ queryKey: ["toko"] });
		expect(await screen.findByText("Promo akhir bulan: selesai.")).toBeTruthy();
		const look = await screen.findAllByRole("button", { name: "Lihat" });
		await user.click(look.at(-1) as HTMLElement);
		await waitFor(() => expect(history.location.pathname).not.toBe("/w/toko/settings"));
		await waitFor(() => expect(document.title).toMatch(/^\(2\) [A-Z]/));
	});
});
