// The cursors of the pages already passed live in the address, so that a link leads to the same page and back again.

const between = "~";

export function readTrail(text: string | undefined): string[] {
	return text === undefined || text === "" ? [] : text.slice(1).split(between);
}

export function writeTrail(trail: string[]): string | undefined {
	return trail.length === 0 ? undefined : between + trail.join(between);
}
