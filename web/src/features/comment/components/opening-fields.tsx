import { Radio, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { Section } from "@/ui/section";
import { bytes, type Draft, errorAt, limits, policies, username } from "../draft";
import type { FieldProps } from "./fields";
import { Length } from "./texts-field";

/** A first message that asks for a tap, and what happens to people who may not follow. */
export function OpeningFields({ draft, errors, onChange }: FieldProps) {
	const { t } = useTranslation();
	const { opening, follow } = draft;
	const change = (more: Partial<NonNullable<typeof opening>>) =>
		opening && onChange({ opening: { ...opening, ...more } });
	const gate = (more: Partial<Draft["follow"]>) => onChange({ follow: { ...follow, ...more } });
	return (
		<Section title={t("rule.opening")} text={t("rule.openingText")}>
			<Stack>
				<Switch
					label={t("rule.openingOn")}
					checked={Boolean(opening)}
					error={errors.opening}
					onChange={(event) =>
						onChange(
							event.currentTarget.checked
								? {
										opening: { text: t("recipe.followOpening", { username }), button: t("recipe.followButton") },
										private: draft.private ?? { texts: [""] },
									}
								: { opening: undefined },
						)
					}
				/>
				{opening && (
					<>
						<div>
							<Textarea
								label={t("rule.openingWords")}
								autosize
								minRows={2}
								value={opening.text}
								error={errorAt(errors, "opening.text")}
								onChange={(event) => change({ text: event.currentTarget.value })}
							/>
							<Length of={bytes(opening.text)} most={limits.withButton} unit="rule.bytes" />
						</div>
						<Radio.Group
							label={t("rule.openingForm")}
							value={opening.plain ? "plain" : "button"}
							onChange={(form) => change({ plain: form === "plain" || undefined })}
						>
							<Stack gap={8} mt={8}>
								<Radio value="button" label={t("rule.openingButton")} />
								<Radio value="plain" label={t("rule.openingPlain")} description={t("rule.openingPlainHint")} />
							</Stack>
						</Radio.Group>
						{!opening.plain && (
							<TextInput
								label={t("rule.openingTitle")}
								maxLength={limits.title}
								value={opening.button}
								error={errorAt(errors, "opening.button")}
								onChange={(event) => change({ button: event.currentTarget.value })}
							/>
						)}
						<Radio.Group
							label={t("rule.follow")}
							description={t("rule.followText")}
							value={follow.policy}
							error={errorAt(errors, "follow.policy")}
							onChange={(policy) =>
								gate({
									policy: policy as Draft["follow"]["policy"],
									text: follow.text || t("recipe.followAsk"),
									button: follow.button || t("recipe.followDone"),
								})
							}
						>
							<Stack gap={8} mt={8}>
								{policies.map((policy) => (
									<Radio
										key={policy}
										value={policy}
										label={codeText("followPolicy", policy)}
										description={codeText("followPolicyHint", policy)}
									/>
								))}
							</Stack>
						</Radio.Group>
						{follow.policy === "verify" && (
							<>
								<div>
									<Textarea
										label={t("rule.followAsk")}
										autosize
										minRows={2}
										value={follow.text ?? ""}
										error={errorAt(errors, "follow.text")}
										onChange={(event) => gate({ text: event.currentTarget.value })}
									/>
									<Length of={bytes(follow.text ?? "")} most={limits.withButton} unit="rule.bytes" />
								</div>
								<TextInput
									label={t("rule.followTitle")}
									maxLength={limits.title}
									value={follow.button ?? ""}
									error={errorAt(errors, "follow.button")}
									onChange={(event) => gate({ button: event.currentTarget.value })}
								/>
							</>
						)}
					</>
				)}
			</Stack>
		</Section>
	);
}
