// Writes .br and .gz beside every compressible asset and prints what the first load costs.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../../internal/webui/dist", import.meta.url));
const compressible = /\.(js|css|svg|json|webmanifest)$/;
const firstLoadLimit = 200_000;

function* walk(folder) {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).isDirectory()) {
			yield* walk(path);
		} else {
			yield path;
		}
	}
}

const gzipped = new Map();
for (const path of [...walk(dist)]) {
	if (!compressible.test(path)) {
		continue;
	}
	const raw = readFileSync(path);
	const gz = gzipSync(raw, { level: 9 });
	gzipped.set(path.slice(dist.length), gz.length);
	if (raw.length < 512) {
		continue;
	}
	const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
	writeFileSync(`${path}.br`, brotliCompressSync(raw, { params }));
	writeFileSync(`${path}.gz`, gz);
}

// What a browser fetches for the login page, and for the first page of a workspace after it.
const manifestFile = join(dist, "manifest.json");
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
rmSync(manifestFile);
rmSync(`${manifestFile}.br`, { force: true });
rmSync(`${manifestFile}.gz`, { force: true });

function cost(...entries) {
	const seen = new Set();
	const visit = (key) => {
		if (!seen.has(key)) {
			seen.add(key);
			(manifest[key]?.imports ?? []).forEach(visit);
		}
	};
	entries.forEach(visit);
	return [...seen].reduce((sum, key) => sum + (gzipped.get(`/${manifest[key]?.file}`) ?? 0), 0);
}

const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const first = cost("index.html", "src/locales/id.json?first");
const signedIn = cost("index.html", "src/locales/id.json?first", "src/app/workspace-layout.tsx");
console.log(`script, gzip: first load ${kb(first)}, with the shell ${kb(signedIn)}`);
if (signedIn > firstLoadLimit) {
	console.error(
		`the first load, with the shell, is over ${kb(firstLoadLimit)}: load what is not needed at once lazily`,
	);
	process.exit(1);
}
