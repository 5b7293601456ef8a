// Empties the embed folder but keeps its .gitignore, without which `go build` has nothing to embed.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../../internal/webui/dist", import.meta.url));
mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist)) {
	rmSync(join(dist, name), { recursive: true });
}
writeFileSync(join(dist, ".gitignore"), "*\n!.gitignore\n");
