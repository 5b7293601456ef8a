import { useEffect, useRef } from "react";

/** What slides in cannot take the focus in the frame in which it begins to. */
const slides = 50;

/** The menu of a phone takes the focus when it opens, and gives it back to what opened it. */
export function useDrawerFocus(opened: boolean) {
	const drawer = useRef<HTMLElement>(null);
	const opener = useRef<Element | null>(null);
	useEffect(() => {
		if (opened) {
			opener.current = document.activeElement;
			const timer = setTimeout(() => {
				const places = drawer.current?.querySelectorAll<HTMLElement>("a[href], button") ?? [];
				[...places].find((place) => place.checkVisibility?.({ visibilityProperty: true }) ?? true)?.focus();
			}, slides);
			return () => clearTimeout(timer);
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
