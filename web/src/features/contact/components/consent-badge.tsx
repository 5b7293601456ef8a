import { IconCheck, IconQuestionMark, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Consent } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { StateBadge } from "@/ui/state-badge";

const looks = {
	granted: { tone: "laut", icon: IconCheck },
	denied: { tone: "bata", icon: IconX },
	unknown: { tone: "mute", icon: IconQuestionMark },
} as const;

export function ConsentBadge({ consent }: { consent: Consent | null | undefined }) {
	useTranslation();
	const state = consent?.state ?? "unknown";
	const look = looks[state as keyof typeof looks] ?? looks.unknown;
	return (
		<StateBadge tone={look.tone} icon={look.icon}>
			{codeText("consent", state)}
		</StateBadge>
	);
}
