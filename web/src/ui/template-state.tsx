import { IconCircleCheck, IconClock, IconHelpCircle, IconPlayerPause, IconX } from "@tabler/icons-react";
import type { Template } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { StateBadge } from "./state-badge";

function look(template: Template) {
	const status = template.status.toLowerCase();
	if (template.sendable) {
		return { tone: "laut", icon: IconCircleCheck } as const;
	}
	if (status === "submitting" || status === "deleting") {
		return { tone: "kunyit", icon: IconHelpCircle } as const;
	}
	if (status === "paused" || status === "approved") {
		return { tone: "kunyit", icon: IconPlayerPause } as const;
	}
	return status === "pending" || status === "in_appeal"
		? ({ tone: "mute", icon: IconClock } as const)
		: ({ tone: "bata", icon: IconX } as const);
}

/** Where a template stands with the network, or with us when we stopped using it. */
export function TemplateState({ template }: { template: Template }) {
	const { tone, icon } = look(template);
	const own = template.paused_reason && template.status === "APPROVED" ? "paused_here" : template.status.toLowerCase();
	return (
		<StateBadge tone={tone} icon={icon}>
			{codeText("templateState", own)}
		</StateBadge>
	);
}

const qualities = { green: "laut", yellow: "kunyit", red: "bata" } as const;

/** How people took the template, as the network measures it; nothing while it has not. */
export function TemplateQuality({ quality }: { quality: string }) {
	const known = quality.toLowerCase() as keyof typeof qualities;
	return qualities[known] ? <StateBadge tone={qualities[known]}>{codeText("quality", known)}</StateBadge> : null;
}
