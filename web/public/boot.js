// Runs before the first paint: sets colour scheme and language so that neither flashes.
(() => {
	const root = document.documentElement;
	const papers = { light: "#f1f1ec", dark: "#0b1110" };
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
	// The frame of the browser takes the colour of the page, also when it is changed later.
	const paint = () => {
		const paper = papers[root.getAttribute("data-mantine-color-scheme")] || papers.light;
		for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
			meta.content = paper;
		}
	};
	paint();
	new MutationObserver(paint).observe(root, { attributeFilter: ["data-mantine-color-scheme"] });
})();
