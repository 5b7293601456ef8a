import "@fontsource-variable/plus-jakarta-sans";
import "@mantine/core/styles.css";
import "./global.css";
import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";
import { Providers, styleNonce } from "./app/providers";
import { AppRouter } from "./app/router";
import { keepOfflinePage, reloadOnceOnGoneChunks } from "./lib/browser";
import { startI18n, storedLanguage } from "./lib/i18n";
import { newQueryClient } from "./lib/query-client";

reloadOnceOnGoneChunks();
keepOfflinePage();

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
