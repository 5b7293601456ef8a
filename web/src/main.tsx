import "@fontsource-variable/plus-jakarta-sans";
import "@mantine/core/styles.css";
import "./global.css";
import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";
import { Providers, styleNonce } from "./app/providers";
import { AppRouter } from "./app/router";
import { startI18n, storedLanguage } from "./lib/i18n";
import { newQueryClient } from "./lib/query-client";

// A tab from before an upgrade asks for chunks that are gone: load the new version, once.
window.addEventListener("vite:preloadError", (event) => {
	const last = Number(sessionStorage.getItem("kp.reloaded") ?? 0);
	if (Date.now() - last > 30_000) {
		event.preventDefault();
		sessionStorage.setItem("kp.reloaded", String(Date.now()));
		window.location.reload();
	}
});

const root = document.getElementById("root");
// The scroll lock of modals adds a style tag by itself.
setNonce(styleNonce());

if (root) {
	await startI18n(storedLanguage());
	const client = newQueryClient();
	createRoot(root).render(
		<Providers client={client}>
			<AppRouter client={client} />
		</Providers>,
	);
}
