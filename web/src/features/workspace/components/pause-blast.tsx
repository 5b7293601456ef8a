import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { pauseBlast } from "@/lib/work";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { toastProblem } from "@/ui/toast";

/** Pauses a running blast, and lets a paused one go on. */
export function PauseBlast({ blast }: { blast: Blast }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const on = blast.state === "running";
	const act = useMutation({
		mutationFn: () => pauseBlast(slug, blast.id, on),
		onSettled: () => client.invalidateQueries({ queryKey: [slug, "blasts"] }),
		onError: toastProblem,
	});
	if (!on && blast.state !== "paused") {
		return null;
	}
	const label = on ? t("blast.pause") : t("blast.resume");
	const Sign = on ? IconPlayerPause : IconPlayerPlay;
	return (
		<GuardedButton
			right="send"
			variant="default"
			size="compact-sm"
			aria-label={`${label}: ${blast.name}`}
			leftSection={<Sign size={15} aria-hidden />}
			loading={act.isPending}
			onClick={() => act.mutate()}
		>
			{label}
		</GuardedButton>
	);
}
