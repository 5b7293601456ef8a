import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { deleteWithUndo } from "@/ui/toast";
import { useBlastChanges } from "../api/blasts";

/** Deletes a draft without asking: for some seconds it can be taken back. */
export function DeleteDraft({ blast }: { blast: Blast }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { remove } = useBlastChanges(slug);
	const act = () => {
		deleteWithUndo(blast.id, t("blast.draftDeleted"), () => remove.mutateAsync(blast.id));
		navigate({ to: "/w/$ws/blasts", params: { ws: slug } });
	};
	return (
		<GuardedButton right="send" variant="subtle" color="bata" onClick={act}>
			{t("blast.deleteDraft")}
		</GuardedButton>
	);
}
