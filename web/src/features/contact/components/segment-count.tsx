import { Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Rules } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { ContactAvatar } from "@/ui/contact-avatar";
import { ProblemNotice } from "@/ui/problem-notice";
import { segmentCountQuery } from "../api/segments";
import { complete } from "../segment";

const settle = 500;

/** How many people the rules find now, and a few of them. It asks once typing pauses and nothing is missing. */
export function SegmentCount({ rules }: { rules: Rules }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [settled] = useDebouncedValue(rules, settle);
	const ready = complete(rules);
	const query = useQuery({ ...segmentCountQuery(slug, settled), enabled: ready && complete(settled) });
	const current = settled === rules && !query.isPlaceholderData;
	if (!ready) {
		return (
			<Text size="sm" c="dimmed">
				{t("segments.incomplete")}
			</Text>
		);
	}
	if (query.error && current) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	const { data } = query;
	return (
		<Stack gap="sm">
			<Text component="div" role="status" size="sm" aria-busy={!current} style={{ opacity: current ? 1 : 0.6 }}>
				{data ? (
					<>
						<span style={{ fontSize: 28, fontWeight: 700, letterSpacing: "-0.02em" }}>
							{data.exact ? formatNumber(data.count) : t("segments.about_n", { n: formatNumber(data.about) })}
						</span>{" "}
						{t("segments.people")}
					</>
				) : (
					t("blast.counting")
				)}
			</Text>
			{data && !data.exact && (
				<Text size="xs" c="dimmed">
					{t("segments.rough", { n: formatNumber(data.count) })}
				</Text>
			)}
			{(data?.sample ?? []).length > 0 && (
				<Stack gap={6} component="ul" m={0} p={0} style={{ listStyle: "none" }} aria-label={t("segments.sample")}>
					{(data?.sample ?? []).map((contact) => (
						<Group key={contact.id} component="li" gap="sm" wrap="nowrap">
							<ContactAvatar name={contact.name || contact.phone_display} id={contact.id} />
							<div style={{ minWidth: 0 }}>
								<Text size="sm" fw={600} truncate>
									{contact.name || contact.phone_display}
								</Text>
								{contact.name && (
									<Text size="xs" c="dimmed">
										{contact.phone_display}
									</Text>
								)}
							</div>
						</Group>
					))}
				</Stack>
			)}
		</Stack>
	);
}
