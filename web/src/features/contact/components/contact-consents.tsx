import { Button, Group, Stack, Text } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { toastProblem } from "@/ui/toast";
import { useContactChanges } from "../api/contacts";
import { ConsentBadge } from "./consent-badge";
import { ConsentHistory } from "./consent-history";

const purposes = ["promo", "reminder", "service"] as const;

export function ContactConsents({ contact }: { contact: Contact }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { setConsent, suppress, unsuppress } = useContactChanges(slug);
	const [asking, setAsking] = useState(false);
	const answer = (purpose: (typeof purposes)[number], state: "granted" | "denied") =>
		setConsent.mutate({ id: contact.id, purpose, state, source: "operator" }, { onError: toastProblem });
	return (
		<section aria-label={t("contacts.consents")}>
			<div className="kp-label">{t("contacts.consents")}</div>
			<Stack gap="sm" mt="xs">
				{contact.suppressed && (
					<Notice tone="bata" title={t("contacts.suppressedSince", { at: formatDateTime(contact.suppressed.at) })}>
						{codeText("suppression", contact.suppressed.reason)}
					</Notice>
				)}
				{purposes.map((purpose) => {
					const consent = contact.consents[purpose];
					const state = consent?.state;
					return (
						<Group key={purpose} justify="space-between" wrap="nowrap" gap="xs">
							<div style={{ minWidth: 0 }}>
								<Group gap="xs">
									<Text size="sm" fw={600}>
										{codeText("purpose", purpose)}
									</Text>
									<ConsentBadge consent={consent} />
								</Group>
								{consent && (
									<Text size="xs" c="dimmed">
										{codeText("source", consent.source)} · {formatDateTime(consent.at)}
									</Text>
								)}
							</div>
							<Button.Group>
								<GuardedButton
									right="edit"
									size="compact-sm"
									variant="default"
									disabled={state === "granted"}
									onClick={() => answer(purpose, "granted")}
								>
									{t("contacts.grant")}
								</GuardedButton>
								<GuardedButton
									right="edit"
									size="compact-sm"
									variant="default"
									disabled={state === "denied"}
									onClick={() => answer(purpose, "denied")}
								>
									{t("contacts.deny")}
								</GuardedButton>
							</Button.Group>
						</Group>
					);
				})}
				<ConsentHistory contact={contact.id} />
				<GuardedButton
					right="edit"
					always={!contact.suppressed}
					variant="default"
					color="bata"
					leftSection={<IconBan size={16} aria-hidden />}
					onClick={() => setAsking(true)}
				>
					{contact.suppressed ? t("contacts.unsuppress") : t("contacts.suppress")}
				</GuardedButton>
			</Stack>
			<Confirm
				opened={asking}
				onClose={() => setAsking(false)}
				title={contact.suppressed ? t("contacts.unsuppress") : t("contacts.suppress")}
				confirm={contact.suppressed ? t("contacts.unsuppress") : t("contacts.suppress")}
				danger={!contact.suppressed}
				onConfirm={() => (contact.suppressed ? unsuppress : suppress).mutateAsync(contact.id)}
			>
				{contact.suppressed ? t("contacts.unsuppressText") : t("contacts.suppressText")}
			</Confirm>
		</section>
	);
}
