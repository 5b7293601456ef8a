import { ActionIcon, Button, Input, Stack, Switch, TextInput } from "@mantine/core";
import { IconLink, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Section } from "@/ui/section";
import { bytes, errorAt, limits } from "../draft";
import classes from "./automation.module.css";
import type { FieldProps } from "./fields";
import { TextsField } from "./texts-field";

/** The message to who wrote the comment. With an opening it comes after the tap. */
export function PrivateFields({ draft, errors, onChange }: FieldProps) {
	const { t } = useTranslation();
	const told = draft.private;
	const buttons = told?.buttons ?? [];
	const change = (more: Partial<NonNullable<typeof told>>) => told && onChange({ private: { ...told, ...more } });
	const put = (index: number, more: Partial<(typeof buttons)[number]>) =>
		change({ buttons: buttons.map((button, n) => (n === index ? { ...button, ...more } : button)) });
	return (
		<Section title={t("rule.private")} text={t(draft.opening ? "rule.privateAfterTap" : "rule.privateText")}>
			<Stack>
				<Switch
					label={t("rule.privateOn")}
					checked={Boolean(told)}
					error={told ? undefined : errors.private}
					onChange={(event) =>
						onChange(
							event.currentTarget.checked
								? { private: { texts: [""] } }
								: {
										private: undefined,
										opening: undefined,
										public: draft.public && { ...draft.public, after_private: undefined },
									},
						)
					}
				/>
				{told && (
					<>
						<TextsField
							name={(n) => t("rule.privateN", { n })}
							texts={told.texts}
							most={buttons.length > 0 ? limits.withButton : limits.message}
							length={bytes}
							unit="rule.bytes"
							error={errorAt(errors, "private.texts")}
							onChange={(texts) => change({ texts })}
						/>
						{buttons.map((button, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: a button is its place
							<div key={index} className={classes.link}>
								<TextInput
									label={t("rule.buttonTitle", { n: index + 1 })}
									maxLength={limits.title}
									value={button.title}
									error={errorAt(errors, "private.buttons") ? true : undefined}
									onChange={(event) => put(index, { title: event.currentTarget.value })}
								/>
								<TextInput
									label={t("rule.buttonUrl", { n: index + 1 })}
									type="url"
									maxLength={2000}
									value={button.url}
									error={errorAt(errors, "private.buttons") ? true : undefined}
									onChange={(event) => put(index, { url: event.currentTarget.value })}
								/>
								<ActionIcon
									variant="subtle"
									color="gray"
									size={36}
									aria-label={t("rule.removeButton", { n: index + 1 })}
									onClick={() => change({ buttons: buttons.filter((_, n) => n !== index) })}
								>
									<IconX size={16} aria-hidden />
								</ActionIcon>
							</div>
						))}
						{errorAt(errors, "private.buttons") && <Input.Error>{errorAt(errors, "private.buttons")}</Input.Error>}
						<div>
							<Button
								variant="subtle"
								size="xs"
								leftSection={<IconLink size={15} aria-hidden />}
								disabled={buttons.length >= limits.buttons}
								onClick={() => change({ buttons: [...buttons, { title: "", url: "https://" }] })}
							>
								{t("rule.addButton")}
							</Button>
						</div>
					</>
				)}
			</Stack>
		</Section>
	);
}
