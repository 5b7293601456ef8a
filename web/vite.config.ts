import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { splitLocales } from "./scripts/split-locales.ts";

const server = "http://127.0.0.1:8080";
const backend = ["/api", "/webhooks", "/oauth", "/meta", "/privacy", "/terms", "/data-deletion", "/public", "/docs"];

export default defineConfig({
	plugins: [splitLocales(), react()],
	resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
	build: {
		outDir: "../internal/webui/dist",
		emptyOutDir: false,
		// The content security policy refuses data: fonts, so nothing may be inlined.
		assetsInlineLimit: 0,
		manifest: "manifest.json",
		target: "es2022",
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
	},
	server: {
		port: 5173,
		proxy: Object.fromEntries(backend.map((path) => [path, { target: server }])),
	},
	test: {
		environment: "happy-dom",
		environmentOptions: { happyDOM: { url: "http://localhost/" } },
		setupFiles: ["./src/testing/setup.ts"],
		css: false,
		testTimeout: 30_000,
		maxWorkers: 2,
	},
});
