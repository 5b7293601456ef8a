import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
	value: string;
	onChange: (code: string) => void;
	error: string | undefined;
}

/** The person's licence code, typed anew for each act. */
export function CodeInput({ value, onChange, error }: Props) {
	const { t } = useTranslation();
	return (
		<TextInput
			maw={460}
			label={t("erasure.code")}
			description={t("desk.codeText")}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
			error={error}
			autoComplete="off"
			autoCapitalize="characters"
			spellCheck={false}
			styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
		/>
	);
}
