// A browser names itself last and names others first, so the order of these lists decides, not where a word stands.
const browsers: [mark: string, name: string][] = [
	["Edg", "Edge"],
	["OPR/", "Opera"],
	["SamsungBrowser/", "Samsung Internet"],
	["Firefox/", "Firefox"],
	["FxiOS/", "Firefox"],
	["CriOS/", "Chrome"],
	["Chrome/", "Chrome"],
	["Safari/", "Safari"],
];
const systems: [mark: string, name: string][] = [
	["iPhone", "iPhone"],
	["iPad", "iPad"],
	["Android", "Android"],
	["Windows", "Windows"],
	["CrOS", "ChromeOS"],
	["Mac OS X", "macOS"],
	["Linux", "Linux"],
];

const named = (agent: string, list: [string, string][]) => list.find(([mark]) => agent.includes(mark))?.[1];

/** "Chrome · Android" out of a user agent, or its first words. */
export function deviceWords(agent: string): string {
	const words = [named(agent, browsers), named(agent, systems)].filter((word) => word !== undefined);
	return words.join(" · ") || agent.slice(0, 40) || "–";
}
