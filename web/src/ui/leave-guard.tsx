import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMarkUnsaved } from "@/lib/unsaved";
import { Confirm } from "./confirm";

/**
 * Asks before what is not saved is left behind. The login is never held up: a session that has ended takes the form along
 * anyway.
 */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
	const { t } = useTranslation();
	useMarkUnsaved(dirty);
	const blocker = useBlocker({
		shouldBlockFn: ({ next }) => dirty && next.pathname !== "/login",
		enableBeforeUnload: () => dirty,
		withResolver: true,
	});
	return (
		<Confirm
			opened={blocker.status === "blocked"}
			title={t("form.leaveTitle")}
			confirm={t("form.leave")}
			danger
			onConfirm={async () => blocker.proceed?.()}
			onClose={() => blocker.reset?.()}
		>
			{t("form.leaveText")}
		</Confirm>
	);
}
