import { CatchBoundary, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import type { Me } from "@/api/types";
import { toastProblem } from "@/ui/toast";
import { takeHeldKeys } from "./held-keys";
import { setOverlay, useOverlay } from "./overlay";
import { PaletteWaiting } from "./palette-waiting";

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
	const page = useRef(pathname);
	useEffect(() => {
		// A change of page closes what lies over it; what was called up while the first page came stays.
		if (page.current !== pathname) {
			page.current = pathname;
			setOverlay(null);
		}
	}, [pathname]);
	useEffect(() => () => setOverlay(null), []);
	useEffect(() => {
		if (overlay !== "palette") {
			takeHeldKeys();
		}
	}, [overlay]);
	useEffect(() => {
		const timer = setTimeout(loadPalette, quiet);
		return () => clearTimeout(timer);
	}, []);
	return (
		<CatchBoundary getResetKey={() => overlay ?? ""} errorComponent={Gone}>
			{overlay === "palette" && (
				<Suspense fallback={<PaletteWaiting />}>
					<Palette me={me} onClose={close} />
				</Suspense>
			)}
			<Suspense fallback={null}>
				{overlay === "help" && <KeyHelp onClose={close} />}
				{overlay === "tray" && <JobsTray onClose={close} />}
			</Suspense>
		</CatchBoundary>
	);
}

/** What could not be fetched is closed again, and the page under it stays as it is. */
function Gone({ error }: { error: unknown }) {
	useEffect(() => {
		setOverlay(null);
		toastProblem(error);
	}, [error]);
	return null;
}
