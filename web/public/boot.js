// Runs before the first paint: sets colour scheme and language so that neither flashes.
(() => {
	const root = document.documentElement;
	let scheme = "auto";
	try {
		scheme = localStorage.getItem("kp.scheme") || "auto";
		root.lang = localStorage.getItem("kp.lang") || "id";
	} catch {
		// Storage may be forbidden; the defaults are fine.
	}
	if (scheme === "auto") {
		scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
	}
	root.setAttribute("data-mantine-color-scheme", scheme);
})();
