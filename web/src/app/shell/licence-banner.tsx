import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDate } from "@/lib/format";
import { setPreference, usePreference } from "@/lib/preference";
import { useWorkspace } from "@/lib/workspace";
import { Banner } from "./banner";
import classes from "./shell.module.css";

const day = 86_400_000;
const warnings = [1, 7, 14];

/** The licence: a word 14, 7 and 1 days before the end; after it, what still works and whom to ask. */
export function LicenceBanner({ compact }: { compact?: boolean }) {
	const { t } = useTranslation();
	const { slug, licence } = useWorkspace();
	const seen = usePreference(`licence.${slug}`);
	const date = licence.expires_at ? formatDate(licence.expires_at) : "";
	if (licence.state === "expired") {
		return (
			<Banner tone="bata" icon={<IconLock size={18} aria-hidden />}>
				<b>{t("banner.expired", { date })}</b> {!compact && t("banner.stillWorks")} {t("banner.askOperator")}
			</Banner>
		);
	}
	if (licence.state === "suspended") {
		return (
			<Banner tone="bata" icon={<IconLock size={18} aria-hidden />}>
				<b>{t("banner.suspended")}</b> {!compact && t("banner.stillWorks")} {t("banner.askOperator")}
			</Banner>
		);
	}
	if (licence.state !== "expiring" || !licence.expires_at || compact) {
		return null;
	}
	const days = Math.max(0, Math.ceil((Date.parse(licence.expires_at) - Date.now()) / day));
	const warning = warnings.find((limit) => days <= limit) ?? warnings.at(-1);
	const mark = `${licence.expires_at}/${warning}`;
	// The last warning stays; the earlier ones go once they are read, and come again at the next.
	const last = warning === warnings[0];
	if (seen === mark && !last) {
		return null;
	}
	return (
		<Banner tone={last ? "bata" : "kunyit"} icon={<IconAlertTriangle size={18} aria-hidden />}>
			<b>{days <= 1 ? t("banner.expiringTomorrow", { date }) : t("banner.expiring", { date, days })}</b>{" "}
			{t("banner.expiringText")} {t("banner.askOperator")}{" "}
			{!last && (
				<button type="button" className={classes.plain} onClick={() => setPreference(`licence.${slug}`, mark)}>
					{t("banner.understood")}
				</button>
			)}
		</Banner>
	);
}
