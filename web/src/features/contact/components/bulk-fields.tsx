import { NativeSelect, Select, Text, TextInput } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { BulkBody, Group as ContactGroup } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useDenial } from "@/lib/workspace";

export type BulkDetails = Pick<BulkBody, "group_id" | "purpose" | "state" | "source"> & { typed?: string };

const purposes = ["promo", "reminder", "service"] as const;

interface Props {
	act: BulkBody["act"];
	count: number;
	groups: ContactGroup[];
	details: BulkDetails;
	onChange: (details: BulkDetails) => void;
}

function ConsentFields({ details, onChange }: Pick<Props, "details" | "onChange">) {
	const { t } = useTranslation();
	const denied = useDenial("edit");
	const states = denied ? (["denied"] as const) : (["granted", "denied"] as const);
	const { purpose = "promo", state = states[0] } = details;
	// What the boxes show is what is sent.
	useEffect(() => {
		if (!details.purpose || !details.state) {
			onChange({ ...details, purpose, state });
		}
	}, [details, purpose, state, onChange]);
	return (
		<>
			<NativeSelect
				label={t("bulk.purpose")}
				value={purpose}
				data={purposes.map((value) => ({ value, label: codeText("purpose", value) }))}
				onChange={(event) => onChange({ ...details, purpose: event.currentTarget.value as (typeof purposes)[number] })}
			/>
			<NativeSelect
				label={t("bulk.state")}
				value={state}
				data={states.map((value) => ({ value, label: codeText("consent", value) }))}
				onChange={(event) => onChange({ ...details, state: event.currentTarget.value as (typeof states)[number] })}
			/>
			<TextInput
				label={t("bulk.source")}
				description={t("bulk.sourceHint")}
				maxLength={300}
				required
				value={details.source ?? ""}
				onChange={(event) => onChange({ ...details, source: event.currentTarget.value })}
			/>
			{state === "granted" && <Text size="sm">{t("bulk.refusalsStay")}</Text>}
		</>
	);
}

/** What an act on many still needs to know, or has to say before it begins. */
export function BulkFields({ act, count, groups, details, onChange }: Props) {
	const { t } = useTranslation();
	switch (act) {
		case "set_consent":
			return <ConsentFields details={details} onChange={onChange} />;
		case "suppress":
			return <Text size="sm">{t("bulk.suppressText")}</Text>;
		case "delete":
			return (
				<>
					<Text size="sm">{t("bulk.deleteText")}</Text>
					<TextInput
						label={t("bulk.type", { n: formatNumber(count) })}
						inputMode="numeric"
						autoComplete="off"
						data-autofocus
						value={details.typed ?? ""}
						onChange={(event) => onChange({ ...details, typed: event.currentTarget.value })}
					/>
				</>
			);
		default:
			return (
				<Select
					label={t("contacts.filterGroup")}
					searchable
					data={groups.map((known) => ({ value: known.id, label: known.name }))}
					nothingFoundMessage={t("contacts.noGroups")}
					value={details.group_id ?? null}
					onChange={(group) => onChange({ ...details, group_id: group ?? undefined })}
				/>
			);
	}
}
