import { ActionIcon, Button, Checkbox, Input, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useRef } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { Section } from "@/ui/section";
import { errorAt, limits, type Word, wordModes } from "../draft";
import classes from "./automation.module.css";
import type { FieldProps } from "./fields";
import { TryText } from "./try-text";

interface ListProps {
	label: string;
	hint: string;
	name: (n: number) => string;
	words: Word[];
	error?: string;
	onChange: (words: Word[]) => void;
}

/** Keywords, each with how it is looked for. Enter adds another; a pasted list becomes several. */
function WordList({ label, hint, name, words, error, onChange }: ListProps) {
	const { t } = useTranslation();
	const box = useRef<HTMLFieldSetElement>(null);
	const mode = words.at(-1)?.mode ?? "word";
	const put = (index: number, text: string) => {
		const [first = "", ...more] = text.split(/[,;\n]/);
		const added = more.map((one) => ({ text: one.trim(), mode: words[index]?.mode ?? mode }));
		onChange(
			words.flatMap((word, n) => (n === index ? [{ ...word, text: first }, ...added] : [word])).slice(0, limits.words),
		);
	};
	const add = () => {
		// At once: who types on must not write into the old field.
		flushSync(() => onChange([...words, { text: "", mode }].slice(0, limits.words)));
		box.current?.querySelectorAll<HTMLInputElement>("input").item(words.length)?.focus();
	};
	const onKey = (event: KeyboardEvent) => {
		if (event.key === "Enter") {
			event.preventDefault();
			add();
		}
	};
	return (
		<fieldset ref={box} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
			<Text component="legend" fw={500} size="sm" p={0}>
				{label}
			</Text>
			<Text size="sm" c="dimmed" mb={6}>
				{hint}
			</Text>
			<Stack gap={8}>
				{words.map((word, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
					<div key={index} className={classes.word}>
						<TextInput
							aria-label={name(index + 1)}
							maxLength={60}
							value={word.text}
							onChange={(event) => put(index, event.currentTarget.value)}
							onKeyDown={onKey}
							error={index === 0 && error ? true : undefined}
						/>
						<NativeSelect
							aria-label={`${name(index + 1)}: ${t("rule.mode")}`}
							value={word.mode}
							onChange={(event) =>
								onChange(
									words.map((one, n) =>
										n === index ? { ...one, mode: event.currentTarget.value as Word["mode"] } : one,
									),
								)
							}
							data={wordModes.map((value) => ({ value, label: codeText("wordMode", value) }))}
						/>
						<ActionIcon
							variant="subtle"
							color="gray"
							size={36}
							aria-label={t("rule.removeWord", { word: word.text || String(index + 1) })}
							onClick={() => onChange(words.filter((_, n) => n !== index))}
						>
							<IconX size={16} aria-hidden />
						</ActionIcon>
					</div>
				))}
			</Stack>
			{error && <Input.Error mt={4}>{error}</Input.Error>}
			<Button
				variant="subtle"
				size="xs"
				mt={6}
				leftSection={<IconPlus size={15} aria-hidden />}
				disabled={words.length >= limits.words}
				onClick={add}
			>
				{t("rule.addWord")}
			</Button>
		</fieldset>
	);
}

/** Which comments a rule answers. */
export function KeywordFields({ draft, errors, onChange }: FieldProps) {
	const { t } = useTranslation();
	const { match } = draft;
	const change = (more: Partial<typeof match>) => onChange({ match: { ...match, ...more } });
	return (
		<Section title={t("rule.keywords")} text={t("rule.keywordsText")}>
			<Stack>
				<Checkbox
					label={t("rule.any")}
					description={t("rule.anyHint")}
					checked={match.any ?? false}
					onChange={(event) => change({ any: event.currentTarget.checked || undefined })}
				/>
				{!match.any && (
					<>
						<WordList
							label={t("rule.include")}
							hint={t("rule.includeHint")}
							name={(n) => t("rule.wordN", { n })}
							words={match.include?.length ? match.include : [{ text: "", mode: "word" }]}
							error={errorAt(errors, "match.include")}
							onChange={(include) => change({ include })}
						/>
						<Checkbox
							label={t("rule.typos")}
							description={t("rule.typosHint")}
							checked={match.typos ?? false}
							onChange={(event) => change({ typos: event.currentTarget.checked || undefined })}
						/>
					</>
				)}
				<WordList
					label={t("rule.exclude")}
					hint={t("rule.excludeHint")}
					name={(n) => t("rule.excludedN", { n })}
					words={match.exclude ?? []}
					error={errorAt(errors, "match.exclude")}
					onChange={(exclude) => change({ exclude })}
				/>
				<TryText match={match} />
			</Stack>
		</Section>
	);
}
