import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { listenForShortcuts, useShortcuts } from "@/lib/shortcuts";
import { useWorkspace } from "@/lib/workspace";
import { places } from "./navigation";
import { setOverlay } from "./overlay";

const rows = () => [...document.querySelectorAll<HTMLElement>("#content [data-row]")];

/** Moves the focus to the next row of the list on the page, or to the one before. */
function step(by: 1 | -1) {
	const all = rows();
	const here = all.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
	const current = here >= 0 ? here : all.findIndex((row) => row.matches('[data-selected], [aria-current="true"]'));
	const next = current < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, current + by))];
	next?.focus();
	next?.scrollIntoView({ block: "nearest" });
}

/** The keys that work on every page of a workspace. */
export function useKeys() {
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	useEffect(listenForShortcuts, []);
	useShortcuts([
		...places.map(({ shortcut, to }) => ({
			name: shortcut,
			act: () => void navigate({ to, params: { ws: slug } }),
		})),
		{ name: "help", act: () => setOverlay("help") },
		{ name: "next", act: () => step(1) },
		{ name: "previous", act: () => step(-1) },
		{
			name: "search",
			act: () => document.querySelector<HTMLInputElement>('#content input[type="search"]')?.focus(),
		},
	]);
}
