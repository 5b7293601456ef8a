// Writes .br and .gz beside every compressible asset and prints what the first load costs.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../../internal/webui/dist", import.meta.url));
const compressible = /\.(js|css|svg|json|webmanifest)$/;
const firstLoadLimit = 200 * 1024;

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

const html = readFileSync(join(dist, "index.html"), "utf8");
let script = 0;
for (const [, url] of html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)) {
	script += gzipped.get(url) ?? 0;
}
console.log(`first load: ${(script / 1024).toFixed(1)} kB of script (gzip)`);
if (script > firstLoadLimit) {
	console.error(`first load is over ${firstLoadLimit / 1024} kB`);
	process.exit(1);
}
