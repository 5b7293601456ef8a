import type { Send } from "@/api/types";
import { codeText } from "@/lib/i18n";

const waiting = ["planned", "queued", "held"];

/** Why a message stands where it stands, in words; empty when there is nothing to explain. */
export function why(send: Send): string {
	if (send.reason) {
		return codeText("reason", send.reason);
	}
	return waiting.includes(send.state) ? codeText("reason", "waiting") : "";
}

/** What asked for a message: the thing itself where it has a name of its own, such as the confirmation of a stop. */
export const asker = (send: Send) => codeText("origin", send.origin.kind || send.lane);

/** Who gets a message, however little is known. */
export const recipient = (send: Send) => send.name || send.phone_display || "–";
