import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useHeldText } from "./held-keys";
import classes from "./shell.module.css";

/** Stands where the palette will be, and shows that what is typed is not lost. */
export function PaletteWaiting() {
	const { t } = useTranslation();
	const text = useHeldText();
	return (
		<div className={classes.early} role="status" aria-label={t("common.loading")}>
			<div>
				<IconSearch size={20} stroke={1.8} aria-hidden />
				<span className="kp-clip">{text || t("common.loading")}</span>
			</div>
		</div>
	);
}
