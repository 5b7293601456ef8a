import { ActionIcon, Button, Group, Menu, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { Section } from "@/ui/section";
import { type ButtonDraft, type ButtonType, limits, newButton, variablesOf } from "../form";
import { Counted } from "./counted";

const types: ButtonType[] = ["quick_reply", "url", "phone_number", "copy_code"];
const most: Record<ButtonType, number> = { quick_reply: limits.buttons, url: 2, phone_number: 1, copy_code: 1 };

interface Props {
	buttons: ButtonDraft[];
	errors: Record<string, string>;
	onChange: (buttons: ButtonDraft[]) => void;
}

/** The fields of one button; which there are depends on its kind. */
function OneButton({
	button,
	at,
	errors,
	onChange,
}: {
	button: ButtonDraft;
	at: string;
	errors: Record<string, string>;
	onChange: (more: Partial<ButtonDraft>) => void;
}) {
	const { t } = useTranslation();
	return (
		<Stack gap="xs">
			{button.type !== "copy_code" && (
				<Counted
					label={t("template.buttonLabel")}
					max={limits.button}
					value={button.text}
					error={errors[`${at}.text`]}
					onChange={(text) => onChange({ text })}
				/>
			)}
			{button.type === "url" && (
				<TextInput
					label={t("template.buttonUrl")}
					description={t("template.buttonUrlHint")}
					placeholder="https://contoh.id/pesanan/{{1}}"
					type="url"
					value={button.url}
					error={errors[`${at}.url`]}
					onChange={(event) => onChange({ url: event.currentTarget.value })}
				/>
			)}
			{button.type === "url" && variablesOf(button.url).length > 0 && (
				<TextInput
					label={t("template.exampleFor", { key: "1" })}
					value={button.example}
					error={errors[`${at}.example`]}
					onChange={(event) => onChange({ example: event.currentTarget.value })}
				/>
			)}
			{button.type === "phone_number" && (
				<TextInput
					label={t("template.buttonPhone")}
					placeholder="+62 800-1234-5678"
					type="tel"
					value={button.phone}
					error={errors[`${at}.phone`]}
					onChange={(event) => onChange({ phone: event.currentTarget.value })}
				/>
			)}
			{button.type === "copy_code" && (
				<Counted
					label={t("template.buttonCode")}
					max={limits.code}
					value={button.example}
					error={errors[`${at}.example`]}
					onChange={(example) => onChange({ example })}
				/>
			)}
		</Stack>
	);
}

/** The buttons of a template, in their order. */
export function ButtonFields({ buttons, errors, onChange }: Props) {
	const { t } = useTranslation();
	const count = (type: ButtonType) => buttons.filter((button) => button.type === type).length;
	const move = (from: number, to: number) => {
		const next = [...buttons];
		next.splice(to, 0, ...next.splice(from, 1));
		onChange(next);
	};
	return (
		<Section title={t("template.buttons")} text={t("template.buttonsText")}>
			<Stack>
				{buttons.map((button, n) => (
					<Stack
						key={button.key}
						gap={6}
						component="fieldset"
						m={0}
						p="sm"
						style={{ border: "1px solid var(--kp-line)", borderRadius: 12 }}
					>
						<Group justify="space-between" wrap="nowrap">
							<Text size="sm" fw={600} component="legend" style={{ float: "left" }}>
								{n + 1}. {codeText("templateButton", button.type)}
							</Text>
							<Group gap={2} wrap="nowrap">
								<ActionIcon
									variant="subtle"
									color="gray"
									disabled={n === 0}
									aria-label={t("template.buttonUp", { n: n + 1 })}
									onClick={() => move(n, n - 1)}
								>
									<IconArrowUp size={16} aria-hidden />
								</ActionIcon>
								<ActionIcon
									variant="subtle"
									color="gray"
									disabled={n === buttons.length - 1}
									aria-label={t("template.buttonDown", { n: n + 1 })}
									onClick={() => move(n, n + 1)}
								>
									<IconArrowDown size={16} aria-hidden />
								</ActionIcon>
								<ActionIcon
									variant="subtle"
									color="gray"
									aria-label={t("template.buttonRemove", { n: n + 1 })}
									onClick={() => onChange(buttons.filter((other) => other.key !== button.key))}
								>
									<IconTrash size={16} aria-hidden />
								</ActionIcon>
							</Group>
						</Group>
						<OneButton
							button={button}
							at={`buttons[${n}]`}
							errors={errors}
							onChange={(more) =>
								onChange(buttons.map((other) => (other.key === button.key ? { ...other, ...more } : other)))
							}
						/>
					</Stack>
				))}
				{errors.buttons && (
					<Text size="sm" c="var(--kp-bata-ink)" role="alert">
						{errors.buttons}
					</Text>
				)}
				<Group>
					<Menu position="bottom-start">
						<Menu.Target>
							<Button
								size="xs"
								variant="default"
								leftSection={<IconPlus size={16} aria-hidden />}
								disabled={buttons.length >= limits.buttons}
							>
								{t("template.addButton")}
							</Button>
						</Menu.Target>
						<Menu.Dropdown>
							{types.map((type) => (
								<Menu.Item
									key={type}
									disabled={count(type) >= most[type]}
									onClick={() => onChange([...buttons, newButton(type)])}
								>
									{codeText("templateButton", type)}
								</Menu.Item>
							))}
						</Menu.Dropdown>
					</Menu>
				</Group>
			</Stack>
		</Section>
	);
}
