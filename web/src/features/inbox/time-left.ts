import { useEffect, useState } from "react";

const minute = 60_000;
const left = (until: string | null | undefined) => (until ? Math.ceil((Date.parse(until) - Date.now()) / minute) : 0);

/** Whole minutes until an instant, counted down while the page is open; 0 or less once it has passed. */
export function useTimeLeft(until: string | null | undefined): number {
	const [, again] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => again((n) => n + 1), 15_000);
		return () => clearInterval(timer);
	}, []);
	return left(until);
}
