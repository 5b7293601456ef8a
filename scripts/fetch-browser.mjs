// Puts a Chromium that an npm package ships into a folder, for machines without a browser and without root.
// Usage: node fetch-browser.mjs <folder>; afterwards <folder>/chromium can be run.
import { execFileSync } from "node:child_process";
import { copyFileSync, chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
execFileSync("npm", ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "@sparticuz/chromium@143.0.4"], { stdio: "inherit" });
const { default: chromium } = await import(pathToFileURL(join(folder, "node_modules/@sparticuz/chromium/build/esm/index.js")).href).catch(
	() => import(pathToFileURL(join(folder, "node_modules/@sparticuz/chromium/build/index.js")).href),
);
const unpacked = await chromium.executablePath();
copyFileSync(unpacked, join(folder, "chromium"));
chmodSync(join(folder, "chromium"), 0o755);
console.log(join(folder, "chromium"));
