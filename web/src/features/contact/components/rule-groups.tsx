import { Box, Button, Divider, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Rule, RuleGroup, Rules } from "@/api/types";
import { addAndFocus } from "@/ui/add-and-focus";
import { freshGroup, freshRule } from "../segment";
import { RuleRow } from "./rule-row";

interface Props {
	rules: Rules;
	fields: Field[];
	onChange: (rules: Rules) => void;
}

function MatchSelect({
	label,
	value,
	onChange,
}: {
	label: string;
	value: Rules["match"];
	onChange: (m: Rules["match"]) => void;
}) {
	const { t } = useTranslation();
	return (
		<NativeSelect
			aria-label={label}
			w={{ base: "100%", xs: 260 }}
			value={value}
			data={[
				{ value: "all", label: t("segments.all") },
				{ value: "any", label: t("segments.any") },
			]}
			onChange={(event) => onChange(event.currentTarget.value === "any" ? "any" : "all")}
		/>
	);
}

const replaced = <T,>(list: T[], at: number, item: T | undefined): T[] =>
	list.flatMap((known, place) => (place !== at ? [known] : item === undefined ? [] : [item]));

/** The tree of a segment: groups of rules. Most people need one group, so the second level shows only when there are two. */
export function RuleGroups({ rules, fields, onChange }: Props) {
	const { t } = useTranslation();
	const tree = useRef<HTMLDivElement>(null);
	const groups = rules.groups ?? [];
	const setGroup = (at: number, group: RuleGroup | undefined) =>
		onChange({ ...rules, groups: replaced(groups, at, group) });
	const setRule = (group: RuleGroup, at: number, place: number, rule: Rule | undefined) => {
		const next = replaced(group.rules ?? [], place, rule);
		setGroup(at, next.length === 0 ? undefined : { ...group, rules: next });
	};
	const several = groups.length > 1;
	return (
		<Stack gap="sm" ref={tree}>
			{several && (
				<MatchSelect
					label={t("segments.matchGroups")}
					value={rules.match}
					onChange={(match) => onChange({ ...rules, match })}
				/>
			)}
			{groups.map((group, at) => (
				<Box
					// biome-ignore lint/suspicious/noArrayIndexKey: rules have no other name than their place
					key={at}
					data-group
					p="sm"
					style={{ border: "1px solid var(--mantine-color-default-border)", borderRadius: 10 }}
				>
					<Stack gap="sm">
						<Group justify="space-between" gap="xs">
							<MatchSelect
								label={`${t("segments.matchRules")} ${at + 1}`}
								value={group.match}
								onChange={(match) => setGroup(at, { ...group, match })}
							/>
						</Group>
						{(group.rules ?? []).map((rule, place) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: rules have no other name than their place
							<Stack key={place} gap="sm">
								{place > 0 && <Divider label={t(group.match === "any" ? "segments.or" : "segments.and")} />}
								<RuleRow
									rule={rule}
									fields={fields}
									name={t("segments.ruleName", { group: at + 1, rule: place + 1 })}
									onChange={(next) => setRule(group, at, place, next)}
									onRemove={() => setRule(group, at, place, undefined)}
								/>
							</Stack>
						))}
						<Group>
							<Button
								variant="subtle"
								size="xs"
								leftSection={<IconPlus size={15} aria-hidden />}
								onClick={(event) =>
									addAndFocus(event.currentTarget.closest("[data-group]"), () =>
										setGroup(at, { ...group, rules: [...(group.rules ?? []), freshRule("group", fields)] }),
									)
								}
							>
								{t("segments.addRule")}
							</Button>
						</Group>
					</Stack>
				</Box>
			))}
			{groups.length === 0 && (
				<Text size="sm" c="dimmed">
					{t("segments.noRules")}
				</Text>
			)}
			<Group>
				<Button
					variant="default"
					size="xs"
					leftSection={<IconPlus size={15} aria-hidden />}
					onClick={() =>
						addAndFocus(tree.current, () =>
							onChange({ ...rules, groups: [...groups, freshGroup(freshRule("group", fields))] }),
						)
					}
				>
					{t("segments.addGroup")}
				</Button>
			</Group>
		</Stack>
	);
}
