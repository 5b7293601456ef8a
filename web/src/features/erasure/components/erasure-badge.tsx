import {
	IconAlertTriangle,
	IconCircleCheck,
	IconCircleMinus,
	IconClock,
	IconLoader2,
	IconShieldCheck,
} from "@tabler/icons-react";
import { codeText } from "@/lib/i18n";
import { StateBadge } from "@/ui/state-badge";
import { type ErasureState, toneOf } from "../way";

function iconOf(state: ErasureState) {
	switch (toneOf(state)) {
		case "bata":
			return IconAlertTriangle;
		case "mute":
			return IconCircleMinus;
		case "laut":
			return state === "complete" ? IconCircleCheck : IconShieldCheck;
	}
	return state === "executing" || state === "verifying" ? IconLoader2 : IconClock;
}

export function ErasureBadge({ state }: { state: ErasureState }) {
	return (
		<StateBadge tone={toneOf(state)} icon={iconOf(state)}>
			{codeText("erasureState", state)}
		</StateBadge>
	);
}
