import { useEffect, useRef, useState } from "react";

/** For a menu that was loaded because its button was pressed: focuses the new button, so that closing comes back to it, and opens. */
export function useOpenOnArrival() {
	const target = useRef<HTMLButtonElement>(null);
	const [opened, setOpened] = useState(false);
	useEffect(() => {
		target.current?.focus();
		setOpened(true);
	}, []);
	return { target, opened, setOpened };
}
