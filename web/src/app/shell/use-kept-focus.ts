import { useEffect, useRef } from "react";

const load = () => import("./kept-focus");
/** By then the page has what it is about, or its own field has the focus. */
const arrives = 60;

/**
 * Keeps the focus in the page when what had it goes away, and begins a new page, and a new step of one, with its content. Not
 * needed for the first paint.
 */
export function useKeptFocus(pathname: string, step = "") {
	const page = useRef({ pathname, step });
	useEffect(() => {
		let stop: (() => void) | undefined;
		let gone = false;
		load().then(
			({ keepFocus }) => {
				stop = gone ? undefined : keepFocus();
			},
			() => undefined,
		);
		return () => {
			gone = true;
			stop?.();
		};
	}, []);
	useEffect(() => {
		const before = page.current;
		page.current = { pathname, step };
		const moved = before.pathname !== pathname;
		if (!moved && before.step === step) {
			return;
		}
		const timer = setTimeout(
			() =>
				load().then(
					({ beginPage }) => beginPage(moved),
					() => undefined,
				),
			arrives,
		);
		return () => clearTimeout(timer);
	}, [pathname, step]);
}
