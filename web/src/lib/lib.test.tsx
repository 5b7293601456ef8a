import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aWorkspace } from "@/testing/factories";
import { marked } from "@/ui/bubble";
import { formatLength, formatPercent, instantToLocal, localToInstant, setTimeZone, zoneName } from "./format";
import { useLiveState, useLiveUpdates } from "./live";
import { fillIn } from "./template";
import { readTrail, writeTrail } from "./trail";
import { denial } from "./workspace";

describe("time", () => {
	afterEach(() => setTimeZone("Asia/Jakarta"));

	it.each([
		["Asia/Jakarta", "2026-12-01T09:30", "2026-12-01T02:30:00.000Z", "WIB"],
		["Asia/Jayapura", "2026-12-01T09:30", "2026-12-01T00:30:00.000Z", "WIT"],
		["UTC", "2026-12-01T09:30", "2026-12-01T09:30:00.000Z", "UTC"],
	])("in %s the local %s is %s", (zone, local, instant, name) => {
		setTimeZone(zone);
		expect(localToInstant(local).toISOString()).toBe(instant);
		expect(instantToLocal(instant)).toBe(local);
		expect(zoneName()).toBe(name);
	});

	it("falls back to Jakarta for a zone it does not know", () => {
		setTimeZone("Mars/Olympus");
		expect(zoneName()).toBe("WIB");
	});
});

describe("numbers", () => {
	it("show lengths of time in their two largest units", () => {
		expect([0, 0.4, 42, 60, 252, 18_300, 86_400, 187_200].map(formatLength)).toEqual([
			"0 dtk",
			"0 dtk",
			"42 dtk",
			"1 mnt",
			"4 mnt 12 dtk",
			"5 j 5 mnt",
			"1 hr",
			"2 hr 4 j",
		]);
	});

	it("show small shares with a decimal and nothing of nothing as zero", () => {
		expect([formatPercent(64, 5000), formatPercent(1, 2), formatPercent(0, 0)]).toEqual(["1,3%", "50%", "0%"]);
	});
});

describe("page trail", () => {
	it.each([[[]], [[""]], [["", "abc", "d-e_f"]]])("survives the address: %j", (trail: string[]) => {
		expect(readTrail(writeTrail(trail))).toEqual(trail);
	});
});

describe("message text", () => {
	it("fills in what has a value and leaves the rest as it is", () => {
		expect(fillIn("Halo {{1}}, {{ kota }} {{2}}", { "1": "Siti", kota: "Solo" })).toBe("Halo Siti, Solo {{2}}");
	});

	it.each([
		["*tebal* dan _miring_", 2],
		["2*3*4 tidak", 0],
		["snake_case_name", 0],
		["* bukan *", 0],
	])("marks %j", (text, marks) => {
		expect(
			marked(text).filter((node) => (node as { type: unknown }).type !== (marked("")[0] as { type: unknown }).type),
		).toHaveLength(marks);
	});
});

describe("rights", () => {
	it("say why, the licence first", () => {
		expect(denial(aWorkspace(), "send")).toBeNull();
		expect(denial(aWorkspace({ rights: ["read"], role: "agent" }), "send")).toBe("denied.send");
		expect(denial(aWorkspace({ rights: ["read"], role: "viewer" }), "reply")).toBe("denied.edit");
		const expired = { state: "expired" as const, expires_at: null };
		expect(denial(aWorkspace({ licence: expired }), "edit")).toBe("denied.expired");
		expect(denial(aWorkspace({ licence: expired }), "edit", true)).toBeNull();
		expect(denial(aWorkspace({ licence: expired, rights: ["read"], role: "viewer" }), "edit", true)).toBe(
			"denied.edit",
		);
	});
});

class FakeSource extends EventTarget {
	static readonly CLOSED = 2;
	static all: FakeSource[] = [];
	onopen: (() => void) | null = null;
	onerror: (() => void) | null = null;
	readyState = 1;
	closed = false;
	constructor(readonly url: string) {
		super();
		FakeSource.all.push(this);
	}
	close() {
		this.closed = true;
	}
}

describe("live updates", () => {
	beforeEach(() => {
		vi.useFakeTimers();
		vi.stubGlobal("EventSource", FakeSource);
		FakeSource.all = [];
	});
	afterEach(() => {
		vi.useRealTimers();
		vi.stubGlobal("EventSource", undefined);
	});

	function listen() {
		const client = new QueryClient();
		const stale = vi.spyOn(client, "invalidateQueries");
		const wrapper = ({ children }: { children: ReactNode }) => (
			<QueryClientProvider client={client}>{children}</QueryClientProvider>
		);
		const hook = renderHook(
			() => {
				useLiveUpdates("toko");
				return useLiveState();
			},
			{ wrapper },
		);
		return { hook, parts: () => stale.mock.calls.map(([filter]) => filter?.queryKey?.[1]) };
	}

	it("gather many events into one refresh of what they touch", () => {
		const { parts } = listen();
		const [source] = FakeSource.all;
		expect(source?.url).toBe("/api/v1/workspaces/toko/events");
		for (let n = 0; n < 50; n++) {
			source?.dispatchEvent(new Event("blast.changed"));
		}
		source?.dispatchEvent(new Event("message.changed"));
		expect(parts()).toEqual([]);
		vi.advanceTimersByTime(300);
		expect(parts()).toEqual(["blasts", "held", "messages", "conversations"]);
	});

	it("read everything again after a loss, and listen again when the browser has given up", () => {
		const { hook, parts } = listen();
		const [first] = FakeSource.all;
		act(() => {
			Object.assign(first as FakeSource, { readyState: FakeSource.CLOSED });
			first?.onerror?.();
		});
		expect(hook.result.current).toBe("lost");
		vi.advanceTimersByTime(5000);
		expect(FakeSource.all).toHaveLength(2);
		act(() => FakeSource.all[1]?.onopen?.());
		vi.advanceTimersByTime(300);
		expect(hook.result.current).toBe("open");
		expect(parts()).toEqual(expect.arrayContaining(["blasts", "messages", "contacts", "workspace", "held"]));
		hook.unmount();
		expect(FakeSource.all[1]?.closed).toBe(true);
	});

	it("notice at once that the device is offline, and listen again when it is not", () => {
		const { hook, parts } = listen();
		act(() => FakeSource.all[0]?.onopen?.());
		vi.advanceTimersByTime(300);
		const before = parts().length;
		act(() => void window.dispatchEvent(new Event("offline")));
		expect(hook.result.current).toBe("lost");
		expect(FakeSource.all[0]?.closed).toBe(true);
		act(() => void window.dispatchEvent(new Event("online")));
		act(() => FakeSource.all[1]?.onopen?.());
		vi.advanceTimersByTime(300);
		expect(hook.result.current).toBe("open");
		expect(parts().slice(before)).toContain("conversations");
	});

	it("read everything again when the server says the cursor is too old", () => {
		const { parts } = listen();
		FakeSource.all[0]?.dispatchEvent(new Event("reset"));
		vi.advanceTimersByTime(300);
		expect(parts()).toEqual(expect.arrayContaining(["imports", "jobs", "channels"]));
	});
});
