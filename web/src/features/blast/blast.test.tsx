import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Blast } from "@/api/types";
import { aBlast, aRunningBlast, someCounts } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, sent, theWorld } from "@/testing/server";
import { parts } from "@/ui/progress-parts";

describe("progress", () => {
	it("shows parts that add up to the whole", () => {
		const { counts } = aRunningBlast();
		const split = parts(counts);
		expect(split).toEqual({ read: 1043, sent: 1920, bad: 157, waiting: 1880 });
		expect(split.read + split.sent + split.bad + split.waiting).toBe(counts.total);
	});
});

describe("blast page", () => {
	it("shows progress, funnel, causes and what uncertain means", async () => {
		const { container } = open("/w/toko/blasts/bl-4");
		expect(
			await screen.findByRole("img", { name: "Dibaca 1.043, Belum dibaca 1.920, Tidak sampai 157, Antre 1.880" }),
		).toBeTruthy();
		expect(await screen.findByText("Dapat dicoba lagi")).toBeTruthy();
		expect(screen.getByText("5 pesan belum pasti")).toBeTruthy();
		expect(screen.getByText(/mesin tidak mengirim ulang/)).toBeTruthy();
		expect(screen.getByRole("link", { name: "Laporan CSV" }).getAttribute("href")).toBe(
			"/api/v1/workspaces/toko/blasts/bl-4/report.csv",
		);
		await screen.findAllByText(/Tidak dapat diantar/);
		expect(await axeFindings(container)).toEqual([]);
	});

	it("promises no end and no pace while all sending is stopped", async () => {
		const running = screen.queryByText.bind(screen);
		const first = open("/w/toko/blasts/bl-4");
		expect(await screen.findByText(/Selesai kira-kira/)).toBeTruthy();
		first.unmount();
		theWorld().workspace.stop_all = { on: true, since: new Date().toISOString(), by: null, held_count: 3 };
		open("/w/toko/blasts/bl-4");
		expect(await screen.findByText("1.880", { exact: false })).toBeTruthy();
		expect(running(/Selesai kira-kira/)).toBeNull();
		expect(running(/pesan per/)).toBeNull();
	});

	it("says how many will not get it before it stops", async () => {
		const { user } = open("/w/toko/blasts/bl-4");
		await user.click(await screen.findByRole("button", { name: "Hentikan" }));
		const dialog = await screen.findByRole("dialog");
		expect(dialog.textContent).toContain("1.880 orang belum menerima");
		given<Blast>("post", "/blasts/bl-4/stop", aRunningBlast({ id: "bl-4", state: "stopping" }));
		await user.click(within(dialog).getByRole("button", { name: "Hentikan blast" }));
		expect(await screen.findByText("Sedang dihentikan")).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Hentikan" })).toBeNull();
	});

	it("pauses, shows why it stands, and goes on", async () => {
		const { user } = open("/w/toko/blasts/bl-3");
		expect(await screen.findByText(/terlalu banyak kegagalan dengan sebab yang sama/)).toBeTruthy();
		given<Blast>("post", "/blasts/bl-3/resume", aRunningBlast({ id: "bl-3" }));
		await user.click(screen.getByRole("button", { name: "Lanjutkan" }));
		expect(await screen.findByRole("button", { name: "Jeda" })).toBeTruthy();
	});

	it("filters recipients by state through the address", async () => {
		const { user, history } = open("/w/toko/blasts/bl-4");
		await user.selectOptions(await screen.findByLabelText("Saring menurut keadaan"), "failed");
		await waitFor(() => expect(history.location.search).toBe("?state=failed"));
		await waitFor(() => expect(sent("GET", "/recipients").at(-1)?.search).toContain("state=failed"));
	});

	it("retries the retryable failures as a new run", async () => {
		const over = aBlast({
			id: "bl-5",
			state: "finished",
			started_at: "2026-11-01T00:00:00Z",
			counts: someCounts({ total: 60, read: 9, failed: 51 }),
		});
		Object.assign(theWorld(), { blasts: [over, aBlast({ id: "bl-6", parent_id: "bl-5" })] });
		given<Blast>("post", "/blasts/bl-5/retry", aBlast({ id: "bl-6", parent_id: "bl-5" }), 201);
		const { user, history } = open("/w/toko/blasts/bl-5");
		await user.click(await screen.findByRole("button", { name: "Coba lagi 13 yang gagal" }));
		await waitFor(() => expect(history.location.pathname).toBe("/w/toko/blasts/bl-6/edit"));
	});

	it("shows no acts to those who may not send", async () => {
		Object.assign(theWorld().workspace, { role: "agent", can_send: false, rights: ["read", "edit"] });
		open("/w/toko/blasts/bl-4");
		const pause = await screen.findByRole("button", { name: /Jeda/ });
		expect(pause.getAttribute("aria-disabled")).toBe("true");
		expect(pause.textContent).toContain("hak kirim");
	});
});
