import {
	IconCalendarClock,
	IconCircleCheck,
	IconHandStop,
	IconHourglass,
	IconPencil,
	IconPlayerPause,
	IconPlayerPlay,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { StateBadge } from "@/ui/state-badge";

const looks = {
	draft: { tone: "mute", icon: IconPencil },
	scheduled: { tone: "mute", icon: IconCalendarClock },
	running: { tone: "laut", icon: IconPlayerPlay },
	paused: { tone: "kunyit", icon: IconPlayerPause },
	stopping: { tone: "bata", icon: IconHandStop },
	stopped: { tone: "bata", icon: IconHandStop },
	finished: { tone: "laut", icon: IconCircleCheck },
	held: { tone: "kunyit", icon: IconHourglass },
} as const;

export function BlastState({ blast }: { blast: Blast }) {
	useTranslation();
	const look = looks[blast.state] ?? looks.held;
	return (
		<StateBadge tone={look.tone} icon={look.icon}>
			{codeText("blastState", blast.state)}
		</StateBadge>
	);
}
