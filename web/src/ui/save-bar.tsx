import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LeaveGuard } from "./leave-guard";
import classes from "./save-bar.module.css";

interface Props {
	dirty: boolean;
	saving: boolean;
	onDiscard: () => void;
}

/** Stands at the bottom of a form as long as something in it is not saved, and asks before the page is left like that. */
export function SaveBar({ dirty, saving, onDiscard }: Props) {
	const { t } = useTranslation();
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
			<LeaveGuard dirty={dirty} />
		</>
	);
}
