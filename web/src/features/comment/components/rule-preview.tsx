import { useTranslation } from "react-i18next";
import type { MessageView } from "@/lib/template";
import { PhonePreview } from "@/ui/phone-preview";
import { type Draft, username } from "../draft";

const filled = (text: string) => text.replaceAll(username, "siti.rahma");

/** What a person sees on the phone, from the first message to the last. */
export function RulePreview({ draft, sender }: { draft: Draft; sender: string }) {
	const { t } = useTranslation();
	const { opening, follow, lead } = draft;
	const messages: { view: MessageView; out?: boolean }[] = [];
	const tap = (text: string) => messages.push({ view: { text }, out: true });
	if (opening && draft.private) {
		messages.push({ view: { text: filled(opening.text), buttons: opening.plain ? [] : [opening.button] } });
		tap(opening.plain ? t("rule.previewAnswer") : opening.button);
		if (follow.policy === "verify") {
			messages.push({ view: { text: filled(follow.text ?? ""), buttons: [follow.button ?? ""] } });
			tap(follow.button ?? "");
		}
	}
	if (draft.private) {
		messages.push({
			view: {
				text: filled(draft.private.texts[0] ?? ""),
				buttons: (draft.private.buttons ?? []).map(({ title }) => title).filter(Boolean),
			},
		});
	}
	if (opening && lead) {
		for (const [question, answer] of [
			[lead.email, "siti@contoh.id"],
			[lead.phone, "0800 1234 5678"],
		]) {
			if (question && answer) {
				messages.push({ view: { text: question } });
				tap(answer);
			}
		}
		messages.push({ view: { text: lead.thanks } });
	}
	const [first, ...more] = messages.filter(({ view }) => view.text || view.buttons?.some(Boolean));
	return (
		<PhonePreview
			plain
			sender={sender}
			label={t("rule.preview")}
			view={first?.view ?? null}
			more={more}
			note={
				<>
					{!first && <p>{t("rule.previewNone")}</p>}
					{draft.public?.texts[0] && <p>{t("rule.previewPublic", { text: filled(draft.public.texts[0]) })}</p>}
				</>
			}
		/>
	);
}
