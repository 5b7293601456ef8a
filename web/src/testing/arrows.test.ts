import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const src = join(process.cwd(), "src");
const ranks = ["api", "lib", "ui", "features", "app"];
const longest = 300;

function* sources(folder: string): Generator<string> {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).isDirectory()) {
			yield* sources(path);
		} else if (/\.tsx?$/.test(name)) {
			yield relative(src, path);
		}
	}
}

const all = [...sources(src)].filter((file) => !file.startsWith("testing/"));
const code = all.filter((file) => !/\.test\.tsx?$/.test(file));

/** The file an import names, from src/: "@/lib/api" and "../api/contacts" alike; null for packages. */
function target(file: string, name: string): string | null {
	if (name.startsWith("@/")) {
		return name.slice(2);
	}
	return name.startsWith(".") ? relative(src, join(src, file, "..", name)) : null;
}

/** What is wrong with an import, or null. */
function wrong(file: string, name: string): string | null {
	const to = target(file, name);
	if (to === null || !file.includes("/")) {
		return null;
	}
	const [fromLayer = "", fromFeature] = file.split("/");
	const [toLayer = "", toFeature] = to.split("/");
	if (toLayer === "testing") {
		return "code imports test helpers";
	}
	if (ranks.includes(toLayer) && ranks.indexOf(toLayer) > ranks.indexOf(fromLayer)) {
		return `${fromLayer} imports ${toLayer}`;
	}
	return fromLayer === "features" && toLayer === "features" && fromFeature !== toFeature
		? `feature ${fromFeature} imports feature ${toFeature}`
		: null;
}

describe("import arrows", () => {
	it("app imports features, features import ui, ui imports lib, lib imports api, and never back", () => {
		const found = code.flatMap((file) =>
			[...readFileSync(join(src, file), "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)].flatMap(([, name = ""]) => {
				const fault = wrong(file, name);
				return fault ? [`${file}: ${fault} (${name})`] : [];
			}),
		);
		expect(found).toEqual([]);
	});

	it.each([
		["features/blast/draft.ts", "@/features/inbox/draft", "feature blast imports feature inbox"],
		["features/blast/pages/x.tsx", "../../inbox/draft", "feature blast imports feature inbox"],
		["ui/tick.tsx", "@/features/blast/draft", "ui imports features"],
		["lib/api.ts", "../ui/tick", "lib imports ui"],
		["features/blast/draft.ts", "@/testing/world", "code imports test helpers"],
		["features/blast/draft.ts", "./api/blasts", null],
		["app/router.tsx", "@/features/blast/draft", null],
		["ui/tick.tsx", "react", null],
	])("judges %s importing %s", (file, name, fault) => {
		expect(wrong(file, name)).toBe(fault);
	});

	it("keeps files short and their names in kebab case", () => {
		const long = code.filter(
			(file) => file !== "api/schema.d.ts" && readFileSync(join(src, file), "utf8").split("\n").length > longest,
		);
		expect(long).toEqual([]);
		expect(all.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
	});
});
