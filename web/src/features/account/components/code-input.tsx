import { TextInput, type TextInputProps } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";
import { groupCode } from "../licence-code";

type Props = Omit<TextInputProps, "onChange" | "value"> & { value: string; onChange: (code: string) => void };

const countLetters = (text: string) => text.replace(/[^0-9A-Za-z]/g, "").length;

/** The field for a licence code. The caret stays behind the letter just typed although dashes come and go. */
export function CodeInput({ value, onChange, ...rest }: Props) {
	const input = useRef<HTMLInputElement>(null);
	const letters = useRef<number | null>(null);
	useLayoutEffect(() => {
		const field = input.current;
		if (!field || letters.current === null || document.activeElement !== field) {
			return;
		}
		let at = 0;
		for (let seen = 0; at < value.length && seen < letters.current; at++) {
			if (value[at] !== "-") {
				seen++;
			}
		}
		field.setSelectionRange(at, at);
		letters.current = null;
	}, [value]);
	return (
		<TextInput
			{...rest}
			ref={input}
			value={value}
			onChange={(event) => {
				const { value: raw, selectionStart } = event.currentTarget;
				letters.current = countLetters(raw.slice(0, selectionStart ?? raw.length));
				onChange(groupCode(raw));
			}}
			autoComplete="current-password"
			autoCapitalize="characters"
			spellCheck={false}
			inputMode="text"
			styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", letterSpacing: "0.04em" } }}
		/>
	);
}
