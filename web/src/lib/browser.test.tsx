import { renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { reloadOnceOnGoneChunks } from "./browser";
import { useMarkUnsaved } from "./unsaved";

describe("a chunk that an upgrade has taken away", () => {
	const reload = vi.fn();
	reloadOnceOnGoneChunks(reload);
	const goes = () => {
		const event = new Event("vite:preloadError", { cancelable: true });
		window.dispatchEvent(event);
		return event.defaultPrevented;
	};
	beforeEach(() => {
		reload.mockClear();
		sessionStorage.clear();
	});

	it("loads the new version once, and not again at once", () => {
		expect(goes()).toBe(true);
		expect(goes()).toBe(false);
		expect(reload).toHaveBeenCalledTimes(1);
	});

	it("reloads nothing while something is not saved", () => {
		const { rerender, unmount } = renderHook(({ dirty }) => useMarkUnsaved(dirty), { initialProps: { dirty: true } });
		expect(goes()).toBe(false);
		expect(reload).not.toHaveBeenCalled();
		rerender({ dirty: false });
		expect(goes()).toBe(true);
		rerender({ dirty: true });
		unmount();
		sessionStorage.clear();
		expect(goes()).toBe(true);
		expect(reload).toHaveBeenCalledTimes(2);
	});
});
