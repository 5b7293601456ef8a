import { Group, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { chosen, lanes, lengths, type ReportSearch, toFilter } from "../api/report";

/** What a report is about. */
export function ReportFilters({
	search,
	onChange,
}: {
	search: ReportSearch;
	onChange: (change: ReportSearch) => void;
}) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const channels = useQuery(channelsQuery(slug)).data ?? [];
	const period = chosen(search);
	const { from, until } = toFilter(search);
	const choose = (value: string) =>
		onChange(
			value === "own"
				? { days: undefined, from, until }
				: { days: value === "30" ? undefined : value, from: undefined, until: undefined },
		);
	return (
		<Group gap="sm" my="md" align="end">
			<SegmentedControl
				aria-label={t("report.period")}
				value={period}
				onChange={choose}
				data={[
					...lengths.map((value) => ({ value, label: t("report.days", { n: value }) })),
					{ value: "own", label: t("report.own") },
				]}
			/>
			{period === "own" && (
				<>
					<TextInput
						type="date"
						label={t("log.from")}
						value={from}
						max={until}
						onChange={(event) => onChange({ from: event.currentTarget.value })}
					/>
					<TextInput
						type="date"
						label={t("log.until")}
						value={until}
						min={from}
						onChange={(event) => onChange({ until: event.currentTarget.value })}
					/>
				</>
			)}
			<NativeSelect
				label={t("blast.channel")}
				value={search.channel ?? ""}
				onChange={(event) => onChange({ channel: event.currentTarget.value || undefined })}
				data={[
					{ value: "", label: t("log.everything") },
					...channels.map((channel) => ({ value: channel.id, label: channel.name })),
				]}
			/>
			<NativeSelect
				label={t("held.origin")}
				value={search.lane ?? ""}
				onChange={(event) => onChange({ lane: event.currentTarget.value || undefined })}
				data={[
					{ value: "", label: t("log.everything") },
					...lanes.map((value) => ({ value, label: codeText("origin", value) })),
				]}
			/>
		</Group>
	);
}
