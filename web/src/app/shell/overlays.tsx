import { useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import type { Me } from "@/api/types";
import { setOverlay, useOverlay } from "./overlay";

const loadPalette = () => import("../palette/palette");
const Palette = lazy(loadPalette);
const quiet = 1500;
const KeyHelp = lazy(() => import("./key-help"));
const JobsTray = lazy(() => import("./jobs-tray"));

/** What lies over the page when it is called up; none of it is in the first load. */
export function Overlays({ me }: { me: Me }) {
	const overlay = useOverlay();
	const pathname = useRouterState({ select: (state) => state.location.pathname });
	const close = () => setOverlay(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a change of page closes what lies over it
	useEffect(() => setOverlay(null), [pathname]);
	useEffect(() => {
		// Fetched when all is quiet: what is typed right behind the keys that call it must not be lost.
		const timer = setTimeout(loadPalette, quiet);
		return () => clearTimeout(timer);
	}, []);
	return (
		<Suspense fallback={null}>
			{overlay === "palette" && <Palette me={me} onClose={close} />}
			{overlay === "help" && <KeyHelp onClose={close} />}
			{overlay === "tray" && <JobsTray onClose={close} />}
		</Suspense>
	);
}
