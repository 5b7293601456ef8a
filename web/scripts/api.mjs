// Makes the types of the API out of api/openapi.json, and the list of its array properties.
// Go answers a list without members as null; src/lib/filled.ts turns that into [] by this list, so the types say so too.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const from = process.argv[2] ?? new URL("../../api/openapi.json", import.meta.url);
const document = JSON.parse(readFileSync(from, "utf8"));
const arrays = new Set();
const others = new Set();

function visit(node) {
	if (Array.isArray(node)) {
		node.forEach(visit);
		return;
	}
	if (node === null || typeof node !== "object") {
		return;
	}
	if (Array.isArray(node.type) && node.type.includes("array")) {
		node.type = "array";
	}
	for (const [key, schema] of Object.entries(node.properties ?? {})) {
		const isArray = schema.type === "array" || (Array.isArray(schema.type) && schema.type.includes("array"));
		if (isArray) {
			arrays.add(key);
		} else if (schema.$ref || schema.type === undefined || schema.type.includes("null")) {
			others.add(key); // null may mean something else here
		}
	}
	Object.values(node).forEach(visit);
}

visit(document);
const keys = [...arrays].filter((key) => !others.has(key)).toSorted();
const header = "// Generated from api/openapi.json by `npm run api`; never edited.\n\n";
writeFileSync(new URL("../src/api/schema.d.ts", import.meta.url), header + astToString(await openapiTS(document)));
writeFileSync(
	new URL("../src/api/array-keys.ts", import.meta.url),
	`${header}export const arrayKeys = new Set(${JSON.stringify(keys, null, "\t")});\n`,
);
