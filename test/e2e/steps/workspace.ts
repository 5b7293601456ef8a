import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What the operator does at the command line. */
export async function admin(...args: string[]): Promise<string> {
	const { stdout } = await run(join(__dirname, "../../../bin/kelola"), ["admin", ...args]);
	return stdout;
}

/** Another workspace of the owner, with nothing in it. */
export async function emptyWorkspace(slug: string, name: string): Promise<string> {
	const licence = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(await admin("licence", "list"))?.[0] ?? "";
	await admin("workspace", "create", "--licence", licence, "--name", name, "--slug", slug, "--owner", "pemilik");
	return `/w/${slug}`;
}
