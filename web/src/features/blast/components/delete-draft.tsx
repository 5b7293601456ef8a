import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { GuardedButton } from "@/ui/guarded-button";
import { toastDone } from "@/ui/toast";
import { useBlastChanges } from "../api/blasts";

export function DeleteDraft({ blast }: { blast: Blast }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { remove } = useBlastChanges(slug);
	const [asking, setAsking] = useState(false);
	return (
		<>
			<GuardedButton right="send" variant="subtle" color="bata" onClick={() => setAsking(true)}>
				{t("blast.deleteDraft")}
			</GuardedButton>
			<Confirm
				opened={asking}
				onClose={() => setAsking(false)}
				title={t("blast.deleteDraft")}
				confirm={t("blast.deleteDraft")}
				danger
				onConfirm={async () => {
					await remove.mutateAsync(blast.id);
					toastDone(t("blast.draftDeleted"));
					navigate({ to: "/w/$ws/blasts", params: { ws: slug } });
				}}
			>
				{t("blast.deleteDraftText", { name: blast.name })}
			</Confirm>
		</>
	);
}
