import { setPreference, usePreference } from "./preference";
import { kept } from "./storage";

// Messages of the browser about new messages. Off until somebody switches them on in the settings of this browser.

const preference = "notify";
const hasThem = () => typeof Notification !== "undefined";

export type NotifyState = "on" | "off" | "denied" | "missing";

function state(): NotifyState {
	if (!hasThem()) {
		return "missing";
	}
	if (Notification.permission === "denied") {
		return "denied";
	}
	return kept.get(preference) === "on" && Notification.permission === "granted" ? "on" : "off";
}

export function useNotifyState(): NotifyState {
	usePreference(preference);
	return state();
}

/** Switches them; to be called from a click, because the browser may ask the person. */
export async function setNotify(on: boolean): Promise<NotifyState> {
	if (on && hasThem() && Notification.permission === "default") {
		await Notification.requestPermission();
	}
	setPreference(preference, on && hasThem() && Notification.permission === "granted" ? "on" : "");
	return state();
}

interface Note {
	title: string;
	body: string;
	/** A later note with the same tag takes the place of the earlier, also from another tab. */
	tag: string;
	href: string;
	go: (href: string) => void;
}

export async function notify({ title, body, tag, href, go }: Note): Promise<void> {
	if (state() !== "on") {
		return;
	}
	const options = { body, tag, icon: "/icon-192.png", data: { href } };
	const worker = await navigator.serviceWorker?.getRegistration();
	if (worker?.active) {
		// Phones only allow them through the worker, which also leads back to the chat.
		await worker.showNotification(title, options);
		return;
	}
	const note = new Notification(title, options);
	note.onclick = () => {
		window.focus();
		go(href);
		note.close();
	};
}
