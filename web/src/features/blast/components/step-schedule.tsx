import { Radio, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Blast } from "@/api/types";
import { instantToLocal, zoneName } from "@/lib/format";
import { kept } from "@/lib/storage";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import type { DraftHandle } from "../draft";
import { scheduleKey, useWhen } from "../when";

/** When it is to start. The time counts in the workspace's zone; it is set for good on the last step. */
export function StepSchedule({ blast }: { blast: Blast; handle: DraftHandle }) {
	const { t } = useTranslation();
	const { settings } = useWorkspace();
	const [when, setWhen] = useWhen(blast);
	const { quiet_hours: quiet } = settings;
	const quietApplies = quiet.enabled && (quiet.purposes ?? []).includes(blast.purpose);
	const set = (value: string) => {
		kept.set(scheduleKey(blast), value);
		setWhen(value);
	};
	return (
		<Stack maw={640}>
			<Section title={t("blast.schedule")}>
				<Stack>
					<Radio.Group
						aria-label={t("blast.schedule")}
						value={when ? "later" : "now"}
						onChange={(value) => set(value === "now" ? "" : instantToLocal(Date.now() + 3_600_000))}
					>
						<Stack gap="xs">
							<Radio value="now" label={t("blast.now")} description={t("blast.nowHint")} />
							<Radio value="later" label={t("blast.later")} description={t("blast.laterHint")} />
						</Stack>
					</Radio.Group>
					{when && (
						<TextInput
							type="datetime-local"
							label={t("blast.startAt", { zone: zoneName() })}
							min={instantToLocal(Date.now())}
							value={when}
							onChange={(event) => set(event.currentTarget.value || instantToLocal(Date.now() + 3_600_000))}
						/>
					)}
				</Stack>
			</Section>
			{quietApplies && (
				<Notice tone="kunyit">{t("blast.quiet", { from: quiet.from, until: quiet.until, zone: zoneName() })}</Notice>
			)}
		</Stack>
	);
}
