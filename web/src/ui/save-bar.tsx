import { Button, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMarkUnsaved } from "@/lib/unsaved";
import { Confirm } from "./confirm";
import classes from "./save-bar.module.css";

interface Props {
	dirty: boolean;
	saving: boolean;
	onDiscard: () => void;
}

/**
 * Stands at the bottom of a form as long as something in it is not saved, and asks before the page is left like that. The
 * login is never held up: a session that has ended takes the form along anyway.
 */
export function SaveBar({ dirty, saving, onDiscard }: Props) {
	const { t } = useTranslation();
	useMarkUnsaved(dirty);
	const blocker = useBlocker({
		shouldBlockFn: ({ next }) => dirty && next.pathname !== "/login",
		enableBeforeUnload: () => dirty,
		withResolver: true,
	});
	return (
		<>
			{dirty && (
				<section className={classes.bar} aria-label={t("form.unsaved")}>
					<Text size="sm" className={classes.text}>
						{t("form.unsaved")}
					</Text>
					<Button variant="default" onClick={onDiscard}>
						{t("form.discard")}
					</Button>
					<Button type="submit" loading={saving}>
						{t("common.save")}
					</Button>
				</section>
			)}
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
		</>
	);
}
