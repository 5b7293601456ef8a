import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatLength } from "@/lib/format";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";

function useNow(every = 1000) {
	const [now, setNow] = useState(() => Date.now());
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), every);
		return () => clearInterval(timer);
	}, [every]);
	return now;
}

interface Props {
	/** When it begins by itself, or null when somebody has to decide first. */
	until: string | null;
	whole: boolean;
	busy: boolean;
	onCancel: () => void;
}

/** How long a deletion can still be called off, and the button for it. */
export function GraceNotice({ until, whole, busy, onCancel }: Props) {
	const { t } = useTranslation();
	const now = useNow();
	const left = until ? Math.max(0, Math.round((Date.parse(until) - now) / 1000)) : 0;
	const title = until
		? left > 0
			? t("erasure.begins", { at: formatDateTime(until) })
			: t("erasure.beginsNow")
		: t("erasure.waits");
	return (
		<Notice
			tone="kunyit"
			title={title}
			action={
				<GuardedButton right="delete" always variant="default" size="sm" loading={busy} onClick={onCancel}>
					{t("erasure.cancel")}
				</GuardedButton>
			}
		>
			{left > 0 && (
				// The seconds would be read out one after the other.
				<Text size="sm" role="timer" aria-live="off">
					{t("erasure.left", { time: formatLength(left) })}
				</Text>
			)}
			{whole && t("erasure.wholeWaits")}
		</Notice>
	);
}
