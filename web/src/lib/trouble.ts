import { useEffect, useState } from "react";
import { type LiveState, useLiveState } from "./live";

const patience = 6000;

export type Trouble = "offline" | "unreachable" | null;

/** Whether the connection is in trouble long enough to say so: the device at once, the server after some seconds. */
export function useTrouble(): Trouble {
	const live: LiveState = useLiveState();
	const [offline, setOffline] = useState(() => navigator.onLine === false);
	const [tired, setTired] = useState(false);
	useEffect(() => {
		const look = () => setOffline(navigator.onLine === false);
		window.addEventListener("online", look);
		window.addEventListener("offline", look);
		return () => {
			window.removeEventListener("online", look);
			window.removeEventListener("offline", look);
		};
	}, []);
	useEffect(() => {
		setTired(false);
		if (live !== "lost") {
			return;
		}
		const timer = setTimeout(() => setTired(true), patience);
		return () => clearTimeout(timer);
	}, [live]);
	return offline ? "offline" : tired ? "unreachable" : null;
}
