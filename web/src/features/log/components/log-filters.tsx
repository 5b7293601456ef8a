import { NativeSelect, SimpleGrid, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { SearchInput } from "@/ui/search-input";
import { type LogSearch, lanes, states } from "../api/log";

/** What narrows the log. */
export function LogFilters({ search, onChange }: { search: LogSearch; onChange: (change: LogSearch) => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const channels = useQuery(channelsQuery(slug)).data ?? [];
	return (
		<SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm" my="md" style={{ alignItems: "end" }}>
			<div style={{ gridColumn: "span 1" }}>
				<SearchInput
					value={search.number ?? ""}
					label={t("log.number")}
					onSearch={(number) => onChange({ number: number || undefined })}
				/>
			</div>
			<NativeSelect
				label={t("log.state")}
				value={states.find((known) => known === search.state) ?? "all"}
				onChange={(event) => onChange({ state: event.currentTarget.value })}
				data={states.map((value) => ({ value, label: value === "all" ? t("log.everything") : t(`state.${value}`) }))}
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
			<NativeSelect
				label={t("blast.channel")}
				value={search.channel ?? ""}
				onChange={(event) => onChange({ channel: event.currentTarget.value || undefined })}
				data={[
					{ value: "", label: t("log.everything") },
					...channels.map((channel) => ({ value: channel.id, label: channel.name })),
				]}
			/>
			<TextInput
				type="date"
				label={t("log.from")}
				value={search.from ?? ""}
				onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
			/>
			<TextInput
				type="date"
				label={t("log.until")}
				value={search.until ?? ""}
				onChange={(event) => onChange({ until: event.currentTarget.value || undefined })}
			/>
		</SimpleGrid>
	);
}
