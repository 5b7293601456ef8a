import { Group, NumberInput, SimpleGrid, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Channel, Limits } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { fieldProblems } from "@/lib/problem";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { LeaveGuard } from "@/ui/leave-guard";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { useChannelChanges } from "../api/channels";

const shown: (keyof Limits)[] = [
	"per_second",
	"per_minute",
	"per_hour",
	"per_day",
	"new_per_day",
	"min_gap_ms",
	"max_gap_ms",
	"batch_size",
	"rest_seconds",
];

export function LimitsForm({ channel }: { channel: Channel }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("manage");
	const { update } = useChannelChanges(slug);
	const form = useForm<Limits>({ initialValues: channel.limits });
	return (
		<Section title={t("channel.limits")} text={t("channel.limitsText")}>
			<form
				onSubmit={form.onSubmit((limits) =>
					update.mutate(
						{ id: channel.id, limits },
						{
							onSuccess: (now) => {
								form.setInitialValues(now.limits);
								form.reset();
								toastDone(t("common.saved"));
							},
							onError: (err) => form.setErrors(fieldProblems(err)),
						},
					),
				)}
			>
				<Stack>
					<SimpleGrid cols={{ base: 2, sm: 3 }}>
						{shown.map((name) => (
							<NumberInput
								key={name}
								label={codeText("limit", name)}
								min={0}
								disabled={Boolean(denied)}
								{...form.getInputProps(name)}
							/>
						))}
					</SimpleGrid>
					{update.error && <ProblemNotice error={update.error} />}
					<Group justify="flex-end">
						<GuardedButton right="manage" type="submit" disabled={!form.isDirty()} loading={update.isPending}>
							{t("common.save")}
						</GuardedButton>
					</Group>
				</Stack>
				<LeaveGuard dirty={form.isDirty()} />
			</form>
		</Section>
	);
}
