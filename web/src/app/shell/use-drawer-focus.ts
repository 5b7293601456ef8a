import { useEffect, useRef } from "react";

/** The menu of a phone takes the focus when it opens, and gives it back to what opened it. */
export function useDrawerFocus(opened: boolean) {
	const drawer = useRef<HTMLElement>(null);
	const opener = useRef<Element | null>(null);
	useEffect(() => {
		if (opened) {
			opener.current = document.activeElement;
			let frame = 0;
			// It takes the focus only once it is drawn, which on a busy device is later than the next frame.
			const enter = () => {
				const places = drawer.current?.querySelectorAll<HTMLElement>("a[href], button") ?? [];
				[...places].find((place) => place.checkVisibility?.({ visibilityProperty: true }) ?? true)?.focus();
				if (!drawer.current?.contains(document.activeElement)) {
					frame = requestAnimationFrame(enter);
				}
			};
			enter();
			return () => cancelAnimationFrame(frame);
		}
		const here = document.activeElement;
		if (opener.current instanceof HTMLElement && (here === document.body || drawer.current?.contains(here))) {
			opener.current.focus();
		}
		opener.current = null;
		return undefined;
	}, [opened]);
	return drawer;
}
