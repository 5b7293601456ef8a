import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { PeriodReport } from "@/api/types";
import { aMember, aPeriodReport } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { given, refused, requests, theWorld } from "@/testing/server";
import { toFilter } from "./api/report";
import { scaleTop } from "./components/day-chart";

const none = { total: 0, waiting: 0, sent: 0, delivered: 0, read: 0, failed: 0, skipped: 0, unknown: 0, replied: 0 };

describe("report", () => {
	it("shows the period in numbers, as a picture with a table beside it, by channel, origin and colleague", async () => {
		theWorld().members = [aMember({ user_id: "u-1", name: "Rani Putri" })];
		const { container } = open("/w/toko/reports");
		expect(await screen.findByText("4 mnt 12 dtk")).toBeTruthy();
		expect(screen.getByText("9 dari 10 dalam 1 j 30 mnt")).toBeTruthy();
		expect(screen.getByRole("img", { name: /^Pesan per hari dari 25 Okt 2026 sampai 23 Nov 2026/ })).toBeTruthy();
		const days = screen.getByRole("table", { name: "Pesan per hari", hidden: true });
		// The days on which something happened, the newest first.
		const rows = within(days).getAllByRole("row", { hidden: true });
		expect(rows).toHaveLength(1 + 26);
		expect(rows[1]?.textContent).toContain("23 Nov 2026");
		expect(within(screen.getByRole("table", { name: "Menurut kanal" })).getByText("Toko utama")).toBeTruthy();
		expect(within(screen.getByRole("table", { name: "Menurut asal" })).getByText("Balasan")).toBeTruthy();
		const team = screen.getByRole("table", { name: "Beban tim" });
		expect(await within(team).findByText("Rani Putri")).toBeTruthy();
		expect(within(team).getByText("Orang yang sudah tidak ada")).toBeTruthy();
		expect(await axeFindings(container)).toEqual([]);
	});

	it("keeps period and filters in the address, the question and the file", async () => {
		const { user, history } = open("/w/toko/reports");
		await screen.findByText("4 mnt 12 dtk");
		await user.click(screen.getByRole("radio", { name: "7 hari" }));
		await user.selectOptions(screen.getByLabelText("Asal"), "blast");
		await waitFor(() => expect(history.location.search).toBe("?days=7&lane=blast"));
		const { from, until } = toFilter({ days: "7" });
		await waitFor(() =>
			expect(requests.some(({ search }) => search === `?from=${from}&until=${until}&lane=blast`)).toBe(true),
		);
		expect(screen.getByRole("link", { name: "Unduh CSV" }).getAttribute("href")).toBe(
			`/api/v1/workspaces/toko/report/export.csv?from=${from}&until=${until}&lane=blast&of=days`,
		);
		await user.click(screen.getByRole("radio", { name: "Pilih tanggal" }));
		expect(await screen.findByLabelText("Dari tanggal")).toHaveProperty("value", from);
		expect(history.location.search).toContain(`from=${from}`);
	});

	it("says so when nothing happened, and what is wrong with a period", async () => {
		given<PeriodReport>("get", "/report", aPeriodReport({ messages: none, agents: [], opt_outs: 0 }));
		const first = open("/w/toko/reports");
		expect(await screen.findByText("Belum ada yang bisa dilaporkan")).toBeTruthy();
		first.unmount();
		refused("get", "/report", 422, "report.period_unusable");
		open("/w/toko/reports?from=2026-11-03&until=2026-11-01");
		expect(await screen.findByText(/paling banyak 366 hari/)).toBeTruthy();
	});

	it("counts days in the zone of the workspace and leaves out what makes no sense", () => {
		const lateSunday = Date.parse("2026-11-01T18:00Z");
		expect(toFilter({ days: "7", lane: "odd" }, lateSunday)).toEqual({
			from: "2026-10-27",
			until: "2026-11-02",
			channel: undefined,
			lane: undefined,
		});
		expect(toFilter({ until: "2026-11-30" }, lateSunday).from).toBe("2026-11-01");
		expect(toFilter({ from: "x", days: "5" }, lateSunday).from).toBe("2026-10-04");
	});

	it("has a scale that ends in round numbers", () => {
		expect([0, 1, 3, 7, 10, 42, 101, 950].map(scaleTop)).toEqual([2, 2, 4, 8, 10, 60, 200, 1000]);
	});
});
