import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { shortcuts } from "@/lib/keys";
import { openPalette } from "./held-keys";
import classes from "./shell.module.css";

const { keys } = shortcuts.palette;
const apple = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.userAgent);

/** The door to the command palette. */
export function SearchButton() {
	const { t } = useTranslation();
	return (
		<button
			type="button"
			className={classes.search}
			aria-haspopup="dialog"
			aria-keyshortcuts="Control+K Meta+K"
			onClick={openPalette}
		>
			<IconSearch size={18} stroke={1.8} aria-hidden />
			<span className="kp-clip">{t("palette.open")}</span>
			<kbd aria-hidden>{apple ? keys.replace("Ctrl ", "⌘") : keys}</kbd>
		</button>
	);
}
