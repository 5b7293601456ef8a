import { Kbd, Modal, Switch, Text } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { shortcuts } from "@/lib/keys";
import { usePreference } from "@/lib/preference";
import { activeShortcuts, areShortcutsOn, setShortcutsOn, shortcutsPreference } from "@/lib/shortcuts";
import classes from "./key-help.module.css";

/** The keys that work on this page, and the switch for those that are a single letter. */
export default function KeyHelp({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	usePreference(shortcutsPreference);
	const on = areShortcutsOn();
	const known = activeShortcuts().map((name) => shortcuts[name]);
	const groups = [
		{ title: t("keys.goTo"), rows: known.filter(({ where }) => where === "go") },
		{ title: t("keys.onPage"), rows: known.filter(({ where }) => where !== "go") },
	];
	return (
		<Modal
			opened
			onClose={onClose}
			size="lg"
			title={<Text fw={700}>{t("keys.title")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<Switch
				checked={on}
				onChange={(event) => setShortcutsOn(event.currentTarget.checked)}
				label={t("keys.switch")}
				description={t("keys.switchText")}
				mt={4}
				data-autofocus
			/>
			<div className={classes.groups} data-off={!on || undefined}>
				{groups.map((group) => (
					<section key={group.title} aria-label={group.title}>
						<div className="kp-label">{group.title}</div>
						<dl>
							{group.rows.map(({ keys, label }) => (
								<div key={keys}>
									<dt>{t(label)}</dt>
									<dd>
										{keys.split(" ").map((key) => (
											<Fragment key={key}>
												<Kbd>{key}</Kbd>{" "}
											</Fragment>
										))}
									</dd>
								</div>
							))}
						</dl>
					</section>
				))}
			</div>
		</Modal>
	);
}
