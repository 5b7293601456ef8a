import {
	IconAlertCircle,
	IconCheck,
	IconChecks,
	IconClock,
	IconHelpCircle,
	IconHourglass,
	IconPlayerSkipForward,
} from "@tabler/icons-react";
import { codeText } from "@/lib/i18n";

const icons = {
	planned: IconClock,
	queued: IconClock,
	held: IconHourglass,
	sending: IconClock,
	accepted: IconClock,
	sent: IconCheck,
	delivered: IconChecks,
	read: IconChecks,
	skipped: IconPlayerSkipForward,
	failed: IconAlertCircle,
	unknown: IconHelpCircle,
};

export type SendState = keyof typeof icons;

const colours: Partial<Record<SendState, string>> = {
	read: "var(--kp-tick-read)",
	failed: "var(--kp-bata-ink)",
	unknown: "var(--kp-kunyit-ink)",
	held: "var(--kp-kunyit-ink)",
};

/** The tick beside a message. It never claims more than the ledger knows: accepted is still a clock. */
export function Tick({ state, size = 15 }: { state: string; size?: number }) {
	const known = state in icons ? (state as SendState) : "queued";
	const Sign = icons[known];
	const words = codeText("state", known);
	return (
		<span
			role="img"
			aria-label={words}
			title={words}
			style={{ display: "inline-flex", color: colours[known], verticalAlign: "-3px" }}
		>
			<Sign size={size} stroke={2} />
		</span>
	);
}
