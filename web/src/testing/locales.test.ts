import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "@/locales/en.json";
import id from "@/locales/id.json";
import { later } from "../../scripts/split-locales";

const src = join(process.cwd(), "src");

function* sources(folder: string): Generator<string> {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).isDirectory()) {
			if (name !== "testing" && name !== "api") {
				yield* sources(path);
			}
		} else if (/\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name)) {
			yield readFileSync(path, "utf8");
		}
	}
}

const code = [...sources(src)].join("\n");
const words = new Set([...code.matchAll(/"([a-zA-Z]+\.[A-Za-z0-9_.]+)"/g)].map(([, key = ""]) => key));
// Keys put together from a code of the server: codeText("reason", …) and t(`live.${…}`).
const families = new Set([
	...[...code.matchAll(/codeText\(([^,)]*),/g)].flatMap(([, first = ""]) =>
		[...first.matchAll(/"([a-zA-Z]+)"/g)].map(([, prefix = ""]) => prefix),
	),
	...[...code.matchAll(/\bprefix: "([a-zA-Z]+)"/g)].map(([, prefix = ""]) => prefix),
	...[...code.matchAll(/`([a-zA-Z.]+)\.\$\{/g)].map(([, prefix = ""]) => prefix),
]);
const inFamily = (key: string) =>
	families.has(key.slice(0, key.lastIndexOf("."))) || families.has(key.split(".")[0] ?? "");

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();

describe("locales", () => {
	it("have the same keys, none of them empty", () => {
		expect(Object.keys(en).toSorted()).toEqual(Object.keys(id).toSorted());
		expect([...Object.entries(id), ...Object.entries(en)].filter(([, text]) => !text.trim())).toEqual([]);
	});

	it("put the same values into both languages", () => {
		const differ = Object.keys(id).filter((key) => {
			const [a, b] = [id[key as keyof typeof id], en[key as keyof typeof en]];
			return holes(a).join() !== holes(b).join();
		});
		expect(differ).toEqual([]);
	});

	it("hold no sentence that nothing shows", () => {
		const unused = Object.keys(id).filter((key) => !words.has(key) && !inFamily(key));
		expect(unused).toEqual([]);
	});

	it("have at the first paint what the frame around the pages shows", () => {
		const frame = ["app", "ui", "lib", "features/account"]
			.flatMap((folder) => [...sources(join(src, folder))])
			.join("\n");
		// Events and kinds of work are named like words; what is no key is none.
		const shown = [...frame.matchAll(/"(([a-zA-Z]+)\.[A-Za-z0-9_.]+)"/g)]
			.filter(([, key = ""]) => key in id)
			.map(([, , family = ""]) => family);
		expect([...new Set(shown)].filter((family) => later.has(family) && family !== "problem")).toEqual([]);
		expect([...later].filter((family) => !Object.keys(id).some((key) => key.startsWith(`${family}.`)))).toEqual([]);
	});

	it("have words for every error that the server may answer", () => {
		const page = readFileSync(join(process.cwd(), "../docs/problems/README.md"), "utf8");
		// A fault of ours is heard as "internal"; these only the command line and the log of the server say.
		const elsewhere =
			"admin audit backup blob certificate crypt ledger licence quarantine queue storage transfer webhook".split(" ");
		const silent = [...page.matchAll(/^\| `([a-z_.0-9]+)` \| (\d+)/gm)]
			.filter(([, code = "", status]) => status !== "500" && !elsewhere.includes(code.split(".")[0] ?? ""))
			.map(([, code]) => `problem.${code}`)
			.filter((key) => !(key in id));
		expect(silent).toEqual([]);
		expect("problem.internal" in id).toBe(true);
	});

	it("cover every key the code names", () => {
		const namespaces = new Set(Object.keys(id).map((key) => key.split(".")[0]));
		const stray = [...words].filter(
			(key) =>
				namespaces.has(key.split(".")[0]) &&
				!(key in id) &&
				/\bt\(\s*"/.test(`t("${key}"`) &&
				code.includes(`t("${key}"`),
		);
		expect(stray).toEqual([]);
	});
});
