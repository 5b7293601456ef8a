import { Checkbox, NumberInput, SimpleGrid, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/ui/section";
import { errorAt, letters, limits } from "../draft";
import type { FieldProps } from "./fields";
import { TextsField } from "./texts-field";

/** What stands under the post, for everybody to see. */
export function PublicFields({ draft, errors, onChange }: FieldProps) {
	const { t } = useTranslation();
	const told = draft.public;
	const change = (more: Partial<NonNullable<typeof told>>) => told && onChange({ public: { ...told, ...more } });
	const seconds = (value: string | number) => (Number(value) > 0 ? Math.round(Number(value)) : undefined);
	return (
		<Section title={t("rule.public")} text={t("rule.publicText")}>
			<Stack>
				<Switch
					label={t("rule.publicOn")}
					checked={Boolean(told)}
					onChange={(event) =>
						onChange({
							public: event.currentTarget.checked ? { texts: [""], after_private: Boolean(draft.private) } : undefined,
						})
					}
				/>
				{told && (
					<>
						<TextsField
							name={(n) => t("rule.publicN", { n })}
							texts={told.texts}
							most={limits.public}
							length={letters}
							unit="rule.letters"
							error={errorAt(errors, "public.texts")}
							onChange={(texts) => change({ texts })}
						/>
						<Checkbox
							label={t("rule.after")}
							description={t("rule.afterHint")}
							checked={told.after_private ?? false}
							error={errorAt(errors, "public.after_private")}
							onChange={(event) => change({ after_private: event.currentTarget.checked || undefined })}
						/>
						<SimpleGrid cols={{ base: 1, sm: 2 }}>
							<NumberInput
								label={t("rule.delayMin")}
								min={0}
								max={3600}
								value={told.delay_min ?? 0}
								error={errorAt(errors, "public.delay_min")}
								onChange={(value) => change({ delay_min: seconds(value) })}
							/>
							<NumberInput
								label={t("rule.delayMax")}
								description={t("rule.delayHint")}
								inputWrapperOrder={["label", "input", "description", "error"]}
								min={0}
								max={3600}
								value={told.delay_max ?? 0}
								error={errorAt(errors, "public.delay_max")}
								onChange={(value) => change({ delay_max: seconds(value) })}
							/>
						</SimpleGrid>
					</>
				)}
			</Stack>
		</Section>
	);
}
