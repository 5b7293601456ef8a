import { NumberInput, Radio, SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/ui/section";
import { errorAt } from "../draft";
import type { FieldProps } from "./fields";

const minute = 60;

/** When the same person is answered again. */
export function RepeatFields({ draft, errors, onChange }: FieldProps) {
	const { t } = useTranslation();
	const { repeat } = draft;
	const change = (more: Partial<typeof repeat>) => onChange({ repeat: { ...repeat, ...more } });
	const whole = (value: string | number, unit: number) =>
		Number(value) > 0 ? Math.round(Number(value)) * unit : undefined;
	return (
		<Section title={t("rule.repeat")}>
			<Stack>
				<Radio.Group
					label={t("rule.repeatWho")}
					value={repeat.every ? "every" : "once"}
					onChange={(value) => onChange({ repeat: value === "every" ? { every: true } : {} })}
				>
					<Stack gap={8} mt={8}>
						<Radio value="once" label={t("rule.once")} />
						<Radio value="every" label={t("rule.every")} />
					</Stack>
				</Radio.Group>
				{repeat.every && (
					<SimpleGrid cols={{ base: 1, sm: 2 }}>
						<NumberInput
							label={t("rule.cooldown")}
							description={t("rule.cooldownHint")}
							min={0}
							max={43_200}
							value={(repeat.cooldown ?? 0) / minute}
							error={errorAt(errors, "repeat.cooldown")}
							onChange={(value) => change({ cooldown: whole(value, minute) })}
						/>
						<NumberInput
							label={t("rule.sameText")}
							description={t("rule.sameTextHint")}
							min={0}
							max={43_200}
							value={(repeat.same_text ?? 0) / minute}
							error={errorAt(errors, "repeat.same_text")}
							onChange={(value) => change({ same_text: whole(value, minute) })}
						/>
					</SimpleGrid>
				)}
			</Stack>
		</Section>
	);
}
