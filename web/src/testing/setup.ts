import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { allWords, startI18n } from "@/lib/i18n";
import { requests, resetWorld, server } from "./server";

// What happy-dom lacks and Mantine asks for.
Object.defineProperty(document, "fonts", { value: new EventTarget() });
window.matchMedia = (query) =>
	({
		matches: false,
		media: query,
		addEventListener: () => {},
		removeEventListener: () => {},
		addListener: () => {},
		removeListener: () => {},
	}) as unknown as MediaQueryList;
globalThis.ResizeObserver = class {
	observe() {}
	unobserve() {}
	disconnect() {}
};
Element.prototype.scrollIntoView = () => {};
window.scrollTo = () => {};
vi.stubGlobal("EventSource", undefined);
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: 800 });
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, value: 600 });

configure({
	asyncUtilTimeout: 8000,
	// The whole page in every error message hides the error.
	getElementError: (message, container) => {
		const error = new Error(`${message}\n${container.textContent?.slice(0, 1500)}`);
		error.name = "TestingLibraryElementError";
		return error;
	},
});

beforeAll(async () => {
	await startI18n("id");
	await allWords();
	server.listen({ onUnhandledRequest: "error" });
});
afterEach(() => {
	cleanup();
	server.resetHandlers();
	resetWorld();
	requests.length = 0;
	localStorage.clear();
});
afterAll(() => server.close());
