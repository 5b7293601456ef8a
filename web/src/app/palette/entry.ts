import type { Icon } from "@tabler/icons-react";

/** One line of the palette. */
export interface Entry {
	key: string;
	label: string;
	/** What it is, or why it cannot be done. */
	hint?: string;
	icon?: Icon;
	/** The keys that do the same. */
	keys?: string;
	/** Where it leads; else what it does. */
	href?: string;
	act?: () => void;
	disabled?: boolean;
	/** Names of people are kept for this tab only; pages and actions need no keeping. */
	recent?: boolean;
}

export interface Group {
	key: string;
	title: string;
	entries: Entry[];
}

const plain = (text: string) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** How well an entry fits what was typed: every word must occur; beginnings of words count more. Null: not at all. */
function matchScore(entry: Entry, words: string[]): number | null {
	const text = plain(`${entry.label} ${entry.hint ?? ""}`);
	let score = 0;
	for (const word of words) {
		const at = text.indexOf(word);
		if (at < 0) {
			return null;
		}
		score += at === 0 ? 3 : text.includes(` ${word}`) ? 2 : 1;
	}
	return score;
}

/** The entries that fit, the best first. */
export function pick(entries: Entry[], query: string): Entry[] {
	const words = plain(query).split(/\s+/).filter(Boolean);
	return entries
		.map((entry) => ({ entry, score: matchScore(entry, words) }))
		.filter((one): one is { entry: Entry; score: number } => one.score !== null)
		.toSorted((a, b) => b.score - a.score)
		.map(({ entry }) => entry);
}
