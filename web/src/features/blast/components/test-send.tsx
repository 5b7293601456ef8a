import { Group, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { kept } from "@/lib/storage";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { useBlastChanges } from "../api/blasts";
import type { DraftHandle } from "../draft";

/** Sends the message, as it stands, to one own number. */
export function TestSend({ blast, handle }: { blast: Blast; handle: DraftHandle }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { test } = useBlastChanges(slug);
	const [phone, setPhone] = useState(() => kept.get("testPhone"));
	// A second click comes before the button shows that it works, and would send a second message.
	const busy = useRef(false);
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (!phone.trim() || busy.current) {
			return;
		}
		busy.current = true;
		try {
			if (await handle.save()) {
				kept.set("testPhone", phone.trim());
				await test.mutateAsync({ id: blast.id, phone: phone.trim() });
			}
		} catch {
			// The mutation keeps the error, and it is shown below.
		} finally {
			busy.current = false;
		}
	};
	return (
		<Section title={t("blast.test")} text={t("blast.testText")}>
			<form onSubmit={send}>
				<Group align="flex-end" gap="xs" wrap="nowrap">
					<TextInput
						type="tel"
						flex={1}
						label={t("blast.ownNumber")}
						placeholder="0812 3456 7890"
						value={phone}
						onChange={(event) => setPhone(event.currentTarget.value)}
					/>
					<GuardedButton
						right="send"
						type="submit"
						variant="default"
						leftSection={<IconSend size={16} aria-hidden />}
						disabled={!phone.trim()}
						loading={test.isPending}
					>
						{t("blast.testAct")}
					</GuardedButton>
				</Group>
			</form>
			{test.data && (
				<div style={{ marginTop: 12 }}>
					<Notice tone="laut">{t("blast.testSent")}</Notice>
				</div>
			)}
			{test.error && (
				<div style={{ marginTop: 12 }}>
					<ProblemNotice error={test.error} />
				</div>
			)}
		</Section>
	);
}
