// Makes the types of the API out of api/openapi.json.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const from = process.argv[2] ?? new URL("../../api/openapi.json", import.meta.url);
const header = "// Generated from api/openapi.json by `npm run api`; never edited.\n\n";
const types = await openapiTS(JSON.parse(readFileSync(from, "utf8")));
writeFileSync(new URL("../src/api/schema.d.ts", import.meta.url), header + astToString(types));
