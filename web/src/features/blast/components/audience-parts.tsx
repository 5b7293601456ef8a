import { Button, Group, MultiSelect, NumberInput, Stack, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Audience } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { fieldProblems } from "@/lib/problem";
import { segmentsQuery } from "@/lib/segments";
import { useWorkspace } from "@/lib/workspace";

interface Props {
	audience: Audience;
	onChange: (more: Partial<Audience>) => void;
}

/** Segments whose members are to get the blast, or not to. */
export function SegmentPicker({ audience, onChange, exclude }: Props & { exclude?: boolean }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const segments = useQuery(segmentsQuery(slug)).data ?? [];
	const key = exclude ? "exclude_segment_ids" : "segment_ids";
	const value = audience[key] ?? [];
	const unknown = value.filter((id) => !segments.some((segment) => segment.id === id));
	if (segments.length === 0 && value.length === 0) {
		return null;
	}
	return (
		<MultiSelect
			label={t(exclude ? "blast.excludeSegments" : "blast.segments")}
			description={exclude ? undefined : t("blast.segmentsHint")}
			placeholder={value.length === 0 ? t("blast.chooseSegments") : undefined}
			data={[
				...segments.map(({ id, name }) => ({ value: id, label: name })),
				...unknown.map((id) => ({ value: id, label: t("blast.segmentGone") })),
			]}
			searchable
			value={value}
			onChange={(next) => onChange({ [key]: next })}
		/>
	);
}

/** Numbers somebody has in a list elsewhere. They become contacts when the list is added, so that it is done on purpose. */
export function NumberList({ audience, onChange, error }: Props & { error: unknown }) {
	const { t } = useTranslation();
	const [text, setText] = useState("");
	const numbers = text
		.split(/[\n,;]+/)
		.map((number) => number.trim())
		.filter(Boolean);
	const listed = audience.contact_ids?.length ?? 0;
	const bad = Object.keys(fieldProblems(error)).flatMap((name) => {
		const place = /^numbers\[(\d+)\]$/.exec(name)?.[1];
		return place && numbers[Number(place)] ? [numbers[Number(place)]] : [];
	});
	// biome-ignore lint/correctness/useExhaustiveDependencies: what was added leaves the box
	useEffect(() => setText(""), [listed]);
	return (
		<Stack gap="xs">
			<Textarea
				label={t("blast.numbers")}
				description={t("blast.numbersHint")}
				autosize
				minRows={2}
				maxRows={6}
				error={bad.length > 0 ? t("blast.badNumbers", { list: bad.slice(0, 5).join(", ") }) : undefined}
				value={text}
				onChange={(event) => setText(event.currentTarget.value)}
			/>
			<Group gap="xs">
				{numbers.length > 0 && (
					<Button size="xs" variant="default" disabled={numbers.length > 5000} onClick={() => onChange({ numbers })}>
						{t("blast.addNumbers", { n: formatNumber(numbers.length) })}
					</Button>
				)}
				{listed > 0 && (
					<>
						<Text size="sm">{t("blast.listed", { n: formatNumber(listed) })}</Text>
						<Button size="xs" variant="subtle" onClick={() => onChange({ contact_ids: [] })}>
							{t("blast.clearListed")}
						</Button>
					</>
				)}
			</Group>
		</Stack>
	);
}

/** Leaves out who got something promotional lately. */
export function SkipPromoted({ audience, onChange }: Props) {
	const { t } = useTranslation();
	return (
		<NumberInput
			label={t("blast.skipPromoted")}
			description={t("blast.skipPromotedHint")}
			suffix={` ${t("segments.daysUnit")}`}
			min={0}
			max={365}
			allowDecimal={false}
			value={audience.skip_promoted_days ?? 0}
			onChange={(days) => onChange({ skip_promoted_days: typeof days === "number" ? days : 0 })}
		/>
	);
}
