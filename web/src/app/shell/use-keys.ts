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
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
				event.preventDefault();
				setOverlay("palette");
			}
		};
		document.addEventListener("keydown", onKey);
		return () => document.removeEventListener("keydown", onKey);
	}, []);
	useShortcuts([
		...places.map(({ key, to, label }) => ({
			keys: `g ${key}`,
			label,
			act: () => void navigate({ to, params: { ws: slug } }),
		})),
		{ keys: "?", label: "keys.help", act: () => setOverlay("help") },
		{ keys: "j", label: "keys.next", act: () => step(1) },
		{ keys: "k", label: "keys.previous", act: () => step(-1) },
		{
			keys: "/",
			label: "keys.search",
			act: () => document.querySelector<HTMLInputElement>('#content input[type="search"]')?.focus(),
		},
	]);
}
