import { Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TriedWords } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { wordsQuery } from "../api/lab";
import { type Draft, toMatch } from "../draft";

const settle = 250;

function Verdict({ found }: { found: TriedWords }) {
	const { t } = useTranslation();
	const Sign = found.meets ? IconCheck : IconX;
	const words = found.excluded
		? t("rule.tryExcluded", { word: found.excluded })
		: found.meets
			? found.word
				? t("rule.tryMeets", { word: found.word })
				: t("rule.tryAny")
			: t("rule.tryNot");
	return (
		<Text size="sm" c={found.meets ? "var(--kp-laut-ink)" : "dimmed"} role="status">
			<Sign size={15} aria-hidden style={{ verticalAlign: "-2px" }} /> {words}
		</Text>
	);
}

/** Would this text be answered? Asked of the server, which judges comments too. */
export function TryText({ match }: { match: Draft["match"] }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [text, setText] = useState("");
	const [asked] = useDebouncedValue({ text: text.trim(), match }, settle);
	const query = useQuery({
		...wordsQuery(slug, toMatch(asked.match), asked.text),
		enabled: asked.text !== "",
		placeholderData: keepPreviousData,
	});
	return (
		<div>
			<TextInput
				label={t("rule.try")}
				placeholder={t("rule.tryExample")}
				maxLength={2200}
				value={text}
				onChange={(event) => setText(event.currentTarget.value)}
				onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
				mb={4}
			/>
			{text.trim() && query.data && <Verdict found={query.data} />}
		</div>
	);
}
