import { Button, Group, NumberInput, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { useSaveLogDays } from "../api/retention";

const least = 7;
const most = 365;

/** For how long the delivery log tells of a message; whoever may not change settings reads it. */
export function LogDays() {
	const { t } = useTranslation();
	const { slug, settings } = useWorkspace();
	const denied = useDenial("manage");
	const save = useSaveLogDays(slug);
	const [days, setDays] = useState<string | number>(settings.delivery_log_days);
	const wrong = typeof days !== "number" || !Number.isInteger(days) || days < least || days > most;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!wrong) {
			save.mutate(days, { onSuccess: () => toastDone(t("common.saved")) });
		}
	};
	return (
		<Section title={t("privacy.log")} text={t("privacy.logText")}>
			<form onSubmit={submit} noValidate>
				<Group align="flex-end" gap="sm">
					<NumberInput
						label={t("privacy.logDays")}
						min={least}
						max={most}
						clampBehavior="none"
						allowDecimal={false}
						disabled={denied !== null}
						value={days}
						onChange={setDays}
						error={wrong ? t("privacy.logWrong") : undefined}
						w={220}
					/>
					{!denied && (
						<Button type="submit" disabled={wrong || days === settings.delivery_log_days} loading={save.isPending}>
							{t("common.save")}
						</Button>
					)}
				</Group>
				{denied && (
					<Text size="sm" c="dimmed" mt="xs">
						{t(denied)}
					</Text>
				)}
				{save.error && <ProblemNotice error={save.error} />}
			</form>
		</Section>
	);
}
