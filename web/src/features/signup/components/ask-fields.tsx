import { Checkbox, Input, Stack, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Purpose } from "@/api/types";
import { codeText } from "@/lib/i18n";
import { type Draft, defaultWording, purposes } from "../draft";

interface Props {
	asks: Draft["asks"];
	business: string;
	errors: Record<string, string>;
	onChange: (asks: Draft["asks"]) => void;
}

/** Which purposes are asked, each with the words that a person agrees to. */
export function AskFields({ asks, business, errors, onChange }: Props) {
	const { t } = useTranslation();
	const toggle = (purpose: Purpose, on: boolean) => {
		const { [purpose]: _, ...rest } = asks;
		onChange(on ? { ...rest, [purpose]: defaultWording(t, purpose, business) } : rest);
	};
	return (
		<Stack gap="md">
			{purposes.map((purpose) => {
				const wording = asks[purpose];
				return (
					<div key={purpose}>
						<Checkbox
							label={codeText("purpose", purpose)}
							checked={wording !== undefined}
							onChange={(event) => toggle(purpose, event.currentTarget.checked)}
						/>
						{wording !== undefined && (
							<Textarea
								mt={6}
								pl={32}
								autosize
								minRows={1}
								maxLength={200}
								label={t("signup.wordingOf", { purpose: codeText("purpose", purpose) })}
								value={wording}
								error={errors[`asks.${purpose}`]}
								onChange={(event) => onChange({ ...asks, [purpose]: event.currentTarget.value })}
							/>
						)}
					</div>
				);
			})}
			{Object.keys(asks).length === 0 && <Input.Error role="alert">{t("signup.askSomething")}</Input.Error>}
			{errors.asks && <Input.Error>{errors.asks}</Input.Error>}
		</Stack>
	);
}
