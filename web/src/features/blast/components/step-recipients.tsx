import { MultiSelect, NativeSelect, Radio, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Audience, Blast } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { channelsQuery, groupsQuery } from "@/lib/queries";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import { preflightQuery } from "../api/blasts";
import type { DraftHandle } from "../draft";
import { AudienceFilter } from "./audience-filter";
import { NumberList, SegmentPicker, SkipPromoted } from "./audience-parts";

const purposes = ["promo", "reminder", "service"] as const;

const isFilter = (audience: Audience) => audience.all && Object.keys(audience.filter ?? {}).length > 0;

export function StepRecipients({ blast, handle }: { blast: Blast; handle: DraftHandle }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("send");
	const { draft, change, version, dirty } = handle;
	// Instagram reaches only people who wrote first, so there is nobody to blast to.
	const channels = useQuery(channelsQuery(slug)).data?.filter(({ kind }) => kind !== "instagram");
	const groups = useQuery(groupsQuery(slug)).data ?? [];
	const { audience } = draft;
	const chosen =
		audience.all ||
		[audience.group_ids, audience.segment_ids, audience.contact_ids].some((list) => (list ?? []).length > 0);
	const preflight = useQuery({ ...preflightQuery(slug, blast.id, version), enabled: !dirty && chosen }).data;
	const choices = groups.map((group) => ({ value: group.id, label: `${group.name} (${formatNumber(group.count)})` }));
	const kind = isFilter(audience) ? "filter" : audience.all ? "all" : "groups";
	// Nearly every shop has one number: it need not be chosen.
	const only = channels?.length === 1 ? channels[0]?.id : undefined;
	const untouched = !denied && blast.state === "draft" && draft.channel_id === null;
	useEffect(() => {
		if (only && untouched) {
			change({ channel_id: only });
		}
	}, [only, untouched, change]);
	const set = (more: Partial<Audience>) => change({ audience: { ...audience, ...more } });
	return (
		<SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
			<Stack>
				<Section title={t("blast.basics")}>
					<Stack>
						<TextInput
							label={t("blast.name")}
							value={draft.name}
							onChange={(event) => change({ name: event.currentTarget.value })}
						/>
						<NativeSelect
							label={t("blast.channel")}
							value={draft.channel_id ?? ""}
							onChange={(event) =>
								change({
									channel_id: event.currentTarget.value || null,
									message: { ...draft.message, template: undefined },
								})
							}
							data={[
								{ value: "", label: t("blast.chooseChannel") },
								...(channels ?? []).map((channel) => ({
									value: channel.id,
									label: [channel.name, channel.display_phone].filter(Boolean).join(" · "),
								})),
							]}
						/>
						{channels?.length === 0 && <Notice tone="kunyit">{t("blast.noChannel")}</Notice>}
						<Radio.Group
							label={t("blast.purpose")}
							value={draft.purpose}
							onChange={(value) => change({ purpose: value as Blast["purpose"] })}
						>
							<Stack gap="xs" mt="xs">
								{purposes.map((purpose) => (
									<Radio
										key={purpose}
										value={purpose}
										label={codeText("purpose", purpose)}
										description={codeText("purposeHint", purpose)}
									/>
								))}
							</Stack>
						</Radio.Group>
					</Stack>
				</Section>
			</Stack>
			<Stack>
				<Section title={t("blast.audience")}>
					<Stack>
						<Radio.Group
							aria-label={t("blast.audience")}
							value={kind}
							onChange={(next) =>
								set({
									all: next !== "groups",
									group_ids: next === "groups" ? (audience.group_ids ?? []) : [],
									segment_ids: next === "groups" ? (audience.segment_ids ?? []) : [],
									contact_ids: next === "groups" ? (audience.contact_ids ?? []) : [],
									filter: next === "filter" ? { has_phone: true } : {},
								})
							}
						>
							<Stack gap="xs">
								<Radio value="groups" label={t("blast.byGroups")} />
								<Radio value="all" label={t("blast.everybody")} />
								<Radio value="filter" label={t("blast.byFilter")} />
							</Stack>
						</Radio.Group>
						{kind === "groups" && (
							<>
								<MultiSelect
									label={t("blast.groups")}
									placeholder={(audience.group_ids ?? []).length === 0 ? t("blast.chooseGroups") : undefined}
									data={choices}
									searchable
									value={audience.group_ids ?? []}
									onChange={(group_ids) => set({ group_ids })}
								/>
								<SegmentPicker audience={audience} onChange={set} />
								<NumberList audience={audience} onChange={set} error={handle.error} />
							</>
						)}
						{kind === "filter" && (
							<AudienceFilter filter={audience.filter ?? {}} onChange={(filter) => set({ filter })} />
						)}
						<MultiSelect
							label={t("blast.exclude")}
							description={t("blast.excludeHint")}
							data={choices}
							searchable
							value={audience.exclude_group_ids ?? []}
							onChange={(exclude_group_ids) => set({ exclude_group_ids })}
						/>
						<SegmentPicker exclude audience={audience} onChange={set} />
						<SkipPromoted audience={audience} onChange={set} />
					</Stack>
				</Section>
				<Section title={t("blast.estimate")}>
					{preflight && chosen ? (
						<>
							<Text size="sm" component="div" role="status">
								<span style={{ fontSize: 28, fontWeight: 700, letterSpacing: "-0.02em" }}>
									{formatNumber(preflight.sendable)}
								</span>{" "}
								{t("blast.ofAudience", { n: formatNumber(preflight.audience) })}
							</Text>
							{(preflight.skipped ?? []).map((skip) => (
								<Text key={skip.reason} size="sm" c="dimmed">
									{t("blast.skipLine", { n: formatNumber(skip.count), reason: codeText("reason", skip.reason) })}
								</Text>
							))}
						</>
					) : (
						<Text size="sm" c="dimmed">
							{chosen ? t("blast.counting") : t("blast.chooseFirst")}
						</Text>
					)}
				</Section>
			</Stack>
		</SimpleGrid>
	);
}
