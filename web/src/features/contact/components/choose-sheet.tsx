import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
	file: string;
	sheets: string[];
	busy: boolean;
	onChoose: (sheet: string) => void;
}

/** Asks which sheet of a spreadsheet holds the contacts. */
export function ChooseSheet({ file, sheets, busy, onChoose }: Props) {
	const { t } = useTranslation();
	const [sheet, setSheet] = useState(sheets[0] ?? "");
	return (
		<Stack gap="sm" mt="md">
			<Text size="sm">{t("import.sheetText", { file })}</Text>
			<Radio.Group label={t("import.sheet")} value={sheet} onChange={setSheet}>
				<Stack gap={8} mt={6}>
					{sheets.map((name) => (
						<Radio key={name} value={name} label={name} />
					))}
				</Stack>
			</Radio.Group>
			<Group>
				<Button loading={busy} onClick={() => onChoose(sheet)}>
					{t("import.sheetUse")}
				</Button>
			</Group>
		</Stack>
	);
}
