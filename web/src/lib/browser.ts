import { hasUnsaved } from "./unsaved";

const reloadedAt = "kp.reloaded";
const apart = 30_000;

/**
 * A tab from before an upgrade asks for chunks that are gone: it loads the new version, once; then the error page speaks. It never
 * does while something on screen is not saved.
 */
export function reloadOnceOnGoneChunks(reload = () => window.location.reload()) {
	window.addEventListener("vite:preloadError", (event) => {
		const last = Number(sessionStorage.getItem(reloadedAt) ?? 0);
		if (Date.now() - last > apart && !hasUnsaved()) {
			event.preventDefault();
			sessionStorage.setItem(reloadedAt, String(Date.now()));
			reload();
		}
	});
}

/** Keeps the page that is shown when the server cannot be reached, and follows a click on a message of the browser. */
export function keepOfflinePage() {
	if (!("serviceWorker" in navigator) || !import.meta.env.PROD) {
		return;
	}
	navigator.serviceWorker.register("/sw.js").catch(() => undefined); // without HTTPS there is none
}
