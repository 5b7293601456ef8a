import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

const settle = 300;

/** A search field which reports the words once typing pauses. */
export function SearchInput({
	value,
	label,
	onSearch,
}: {
	value: string;
	label: string;
	onSearch: (text: string) => void;
}) {
	const { t } = useTranslation();
	const [text, setText] = useState(value);
	const reported = useRef(value);
	const report = useRef(onSearch);
	report.current = onSearch;
	useEffect(() => {
		if (value !== reported.current) {
			reported.current = value;
			setText(value);
		}
	}, [value]);
	useEffect(() => {
		if (text === reported.current) {
			return;
		}
		const timer = setTimeout(() => {
			reported.current = text;
			report.current(text);
		}, settle);
		return () => clearTimeout(timer);
	}, [text]);
	return (
		<TextInput
			type="search"
			aria-label={label}
			placeholder={label}
			value={text}
			onChange={(event) => setText(event.currentTarget.value)}
			leftSection={<IconSearch size={17} aria-hidden />}
			rightSection={
				text ? <CloseButton size="sm" aria-label={t("common.clear")} onClick={() => setText("")} /> : undefined
			}
		/>
	);
}
