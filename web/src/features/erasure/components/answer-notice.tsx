import { Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Erasure } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { useErasureChanges } from "../api/erasures";

/** A request from outside: is it the owners'? Whoever agrees shows the licence code, unless it came with one. */
export function AnswerNotice({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { answer } = useErasureChanges(slug);
	const [code, setCode] = useState("");
	const proven = erasure.proofs.includes("licence");
	const wrong = fieldProblems(answer.error);
	const say = (yes: boolean) =>
		answer.mutate(
			{ id: erasure.id, yes, licence_code: (yes && code.trim()) || undefined },
			{ onSuccess: () => toastDone(t(yes ? "erasure.confirmed" : "erasure.denied")) },
		);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		say(true);
	};
	return (
		<Section title={t("erasure.yours")} text={t("erasure.yoursText")}>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<Text size="sm">{t(proven ? "erasure.codeShown" : "erasure.codeNotShown")}</Text>
					{!proven && (
						<TextInput
							maw={460}
							label={t("erasure.code")}
							description={t("erasure.codeText")}
							value={code}
							onChange={(event) => setCode(event.currentTarget.value)}
							error={wrong.licence_code}
							autoComplete="off"
							autoCapitalize="characters"
							spellCheck={false}
							styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
						/>
					)}
					{answer.error !== null && Object.keys(wrong).length === 0 && <ProblemNotice error={answer.error} />}
					<Group gap="xs">
						<GuardedButton
							right="delete"
							always
							type="submit"
							color="bata"
							disabled={!proven && !code.trim()}
							loading={answer.isPending}
						>
							{t("erasure.confirmYours")}
						</GuardedButton>
						<GuardedButton
							right="delete"
							always
							type="button"
							variant="default"
							disabled={answer.isPending}
							onClick={() => say(false)}
						>
							{t("erasure.notOurs")}
						</GuardedButton>
					</Group>
				</Stack>
			</form>
		</Section>
	);
}
