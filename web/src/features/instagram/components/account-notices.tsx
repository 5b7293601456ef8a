import { useTranslation } from "react-i18next";
import type { InstagramAccount } from "@/api/types";
import { formatDate, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Notice } from "@/ui/notice";

/** What is wrong with an account, and what to do about it. */
export function AccountNotices({ account }: { account: InstagramAccount }) {
	const { t } = useTranslation();
	if (account.state === "disconnected") {
		return (
			<Notice
				tone="mute"
				title={account.state_reason ? codeText("channelReason", account.state_reason) : t("channelState.disconnected")}
			>
				{t("instagram.keptText", { n: formatNumber(account.collected) })}
				{account.leaving && <div>{t("instagram.notTold")}</div>}
			</Notice>
		);
	}
	if (account.state === "needs_attention") {
		return (
			<Notice tone="kunyit" title={codeText("channelReason", account.state_reason || account.state)}>
				{t("instagram.attentionText")}
			</Notice>
		);
	}
	return (
		<>
			{account.token_expiring && account.token_expires && (
				<Notice tone="kunyit" title={t("instagram.expiring", { date: formatDate(account.token_expires) })}>
					{t("instagram.expiringText")}
				</Notice>
			)}
			{account.permissions.some(({ granted }) => !granted) && (
				<Notice tone="kunyit" title={t("instagram.limited")}>
					{t("instagram.limitedText")}
				</Notice>
			)}
			{account.webhook === "off" && (
				<Notice tone="kunyit" title={t("instagram.webhookOff")}>
					{t("instagram.webhookOffText")}
				</Notice>
			)}
		</>
	);
}
