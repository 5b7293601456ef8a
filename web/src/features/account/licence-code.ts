const prefix = "KP";
const group = /.{1,5}/g;
const longest = 27;

/** The code as it is printed, KP and groups of five with dashes, in upper case. Whatever else was typed or pasted is dropped. */
export function groupCode(raw: string): string {
	const bare = raw
		.toUpperCase()
		.replace(/[^0-9A-Z]/g, "")
		.slice(0, longest);
	const marked = bare.startsWith(prefix);
	const groups = (marked ? bare.slice(prefix.length) : bare).match(group) ?? [];
	return (marked ? [prefix, ...groups] : groups).join("-");
}
