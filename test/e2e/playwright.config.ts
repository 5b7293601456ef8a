import { defineConfig } from "@playwright/test";

// The journeys run against the real binary and the sandbox networks; scripts/test-e2e starts both and sets the addresses.
export default defineConfig({
	testDir: ".",
	workers: 1,
	timeout: 180_000,
	expect: { timeout: 20_000 },
	reporter: [["list"]],
	outputDir: "test-results",
	// One after the other: the first journey begins with an empty shop, the others take it as they find it.
	projects: process.env.KELOLA_PICTURES
		? [
				{ name: "pictures", testMatch: "pictures.spec.ts" },
				{ name: "screens", testMatch: "screens.spec.ts" },
			]
		: [
				{ name: "main job", testMatch: "main-job.spec.ts" },
				{ name: "beside it", testIgnore: ["main-job.spec.ts", "pictures.spec.ts", "screens.spec.ts"] },
			],
	use: {
		actionTimeout: 15_000,
		baseURL: process.env.KELOLA_URL,
		locale: "id-ID",
		viewport: { width: 1440, height: 900 },
		reducedMotion: "reduce",
		trace: "retain-on-failure",
		launchOptions: {
			executablePath: process.env.KELOLA_BROWSER,
			args: [
				"--no-sandbox",
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		},
	},
});
