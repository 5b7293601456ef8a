import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Check } from "@/api/types";
import { codeText } from "@/lib/i18n";
import classes from "./check-list.module.css";

function fix(check: Check): string {
	return check.detail_code ? codeText("checkFix", check.detail_code) : "";
}

/** The steps of a self-test: what was tried, whether it worked, and what to do where it did not. */
export function CheckList({ checks }: { checks: Check[] }) {
	const { t } = useTranslation();
	return (
		<ul className={classes.list} aria-label={t("channel.checks")}>
			{checks.map((check) => {
				const warning = !check.ok && check.severity === "warning";
				const Sign = check.ok ? IconCircleCheck : warning ? IconAlertTriangle : IconCircleX;
				return (
					<li key={check.id} data-tone={check.ok ? "ok" : warning ? "warn" : "bad"}>
						<Sign size={20} aria-hidden />
						<div>
							<b>{codeText("check", check.id)}</b>
							<span className="kp-sr">
								{" "}
								{check.ok ? t("channel.checkOk") : warning ? t("channel.checkWarning") : t("channel.checkFailed")}
							</span>
							{!check.ok && <p>{fix(check)}</p>}
						</div>
					</li>
				);
			})}
		</ul>
	);
}
