import { ActionIcon, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blast, Template } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { type MessageView, templateView } from "@/lib/template";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { PhonePreview } from "@/ui/phone-preview";
import { previewQuery } from "../api/blasts";
import type { DraftHandle } from "../draft";

interface Props {
	blast: Blast;
	handle: DraftHandle;
	template?: Template;
	sender: string;
}

/** The message on a phone: as real recipients get it once the draft is saved, before that with the words typed so far. */
export function PreviewPane({ blast, handle, template, sender }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { draft, version, dirty } = handle;
	const [index, setIndex] = useState(0);
	const ready = draft.message.kind === "text" ? Boolean(draft.message.text) : Boolean(draft.message.template);
	const query = useQuery({
		...previewQuery(slug, blast.id, version),
		enabled: ready && !dirty,
		placeholderData: keepPreviousData,
	});
	const items = dirty ? [] : (query.data ?? []);
	const item = items[Math.min(index, items.length - 1)];
	const local: MessageView | null =
		draft.message.kind === "text"
			? { text: draft.message.text ?? "" }
			: template
				? templateView(template, draft.message.variables)
				: null;
	const rendered = template && local ? { headerKind: local.headerKind } : {};
	const view: MessageView | null = item
		? { ...rendered, header: item.header, text: item.text, footer: item.footer, buttons: item.buttons ?? [] }
		: ready
			? local
			: null;
	return (
		<>
			<PhonePreview
				label={t("blast.preview")}
				sender={sender}
				view={view}
				note={ready ? undefined : t("blast.previewEmpty")}
			/>
			{item && (
				<Group justify="space-between" mt="sm" wrap="nowrap">
					<ActionIcon
						variant="default"
						size={34}
						aria-label={t("pager.previous")}
						disabled={index === 0}
						onClick={() => setIndex(index - 1)}
					>
						<IconChevronLeft size={18} aria-hidden />
					</ActionIcon>
					<div style={{ textAlign: "center", minWidth: 0 }} role="status">
						<Text fw={600} size="sm" className="kp-clip">
							{item.contact.name || item.contact.phone_display}
						</Text>
						<Text size="xs" c="dimmed">
							{t("blast.previewOf", { n: Math.min(index, items.length - 1) + 1, total: items.length })}
						</Text>
					</div>
					<ActionIcon
						variant="default"
						size={34}
						aria-label={t("pager.next")}
						disabled={index >= items.length - 1}
						onClick={() => setIndex(index + 1)}
					>
						<IconChevronRight size={18} aria-hidden />
					</ActionIcon>
				</Group>
			)}
			{item && (item.missing ?? []).length > 0 && (
				<Notice tone="kunyit" title={t("blast.missingFor", { fields: (item.missing ?? []).join(", ") })}>
					{codeText("policyHint", draft.missing_policy)}
				</Notice>
			)}
			{item?.skip_reason && (
				<Notice tone="mute">{t("blast.willSkip", { reason: codeText("reason", item.skip_reason) })}</Notice>
			)}
		</>
	);
}
