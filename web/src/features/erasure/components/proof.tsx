import { Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Erasure, ErasureCheck } from "@/api/types";
import { formatBytes, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Facts } from "@/ui/facts";
import { Section } from "@/ui/section";
import { StateBadge } from "@/ui/state-badge";
import { thingOf } from "../things";
import classes from "./proof.module.css";

interface Sum {
	kind: string;
	looked: number;
	found: ErasureCheck[];
}

/** The checks by kind: the count of rows is one for each table. */
function byKind(checks: ErasureCheck[]): Sum[] {
	const sums = new Map<string, Sum>();
	for (const check of checks) {
		const sum = sums.get(check.kind) ?? { kind: check.kind, looked: 0, found: [] };
		sums.set(check.kind, {
			...sum,
			looked: sum.looked + 1,
			found: check.found > 0 ? [...sum.found, check] : sum.found,
		});
	}
	return [...sums.values()];
}

/** What was looked for afterwards, in which ways, and what was found. */
export function Proof({ erasure }: { erasure: Erasure }) {
	const { t } = useTranslation();
	const { checks, scan, control } = erasure;
	const test = useControlText(control, scan.values);
	return (
		<Section title={t("erasure.proof")} text={t("erasure.proofText")}>
			<Stack gap="md">
				<ul className={classes.checks}>
					{byKind(checks).map((sum) => (
						<Check key={sum.kind} {...sum} />
					))}
				</ul>
				<Facts
					rows={[
						[t("erasure.control"), test],
						[t("erasure.searched"), t("erasure.values", { n: formatNumber(scan.values) })],
						[
							t("erasure.read"),
							t("erasure.readOf", { bytes: formatBytes(scan.bytes), files: formatNumber(scan.files) }),
						],
						[t("erasure.hits"), formatNumber(scan.hits)],
					]}
				/>
			</Stack>
		</Section>
	);
}

function useControlText(control: number, values: number): string {
	const { t } = useTranslation();
	const say = { n: formatNumber(control), of: formatNumber(values) };
	if (values === 0) {
		return t("erasure.controlNone");
	}
	return control > 0 ? t("erasure.controlFound", say) : t("erasure.controlBlind", say);
}

/** Where exactly something was found, which only operators are told: a file and an offset, or a table, never what. */
function Places({ found }: { found: ErasureCheck[] }) {
	const { t } = useTranslation();
	const places = [
		...new Set(
			found
				.flatMap(({ places = [] }) => places ?? [])
				.map(({ file, table, offset = 0 }) => {
					if (table) {
						return t("desk.inTable", { table });
					}
					return file === "database"
						? t("desk.inBlocks", { at: formatNumber(offset) })
						: t("desk.inFile", { file, at: formatNumber(offset) });
				}),
		),
	];
	if (places.length === 0) {
		return null;
	}
	return (
		<ul className={classes.places} aria-label={t("desk.places")}>
			{places.map((place) => (
				<li key={place}>{place}</li>
			))}
		</ul>
	);
}

function Check({ kind, looked, found }: Sum) {
	const { t } = useTranslation();
	const sum = found.reduce((n, check) => n + check.found, 0);
	return (
		<li>
			<Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
				<div>
					<Text size="sm" fw={600}>
						{codeText("erasureCheck", kind)}
					</Text>
					<Text size="sm" c="dimmed">
						{codeText("erasureCheckText", kind)}
						{looked > 1 && ` ${t("erasure.looked", { n: formatNumber(looked) })}`}
					</Text>
					{found
						.filter(({ table }) => table)
						.map(({ table = "", found: n }) => (
							<Text key={table} size="sm" c="var(--mantine-color-error)">
								{codeText("erasureThing", thingOf(table))}: {formatNumber(n)}
							</Text>
						))}
					<Places found={found} />
				</div>
				<StateBadge tone={sum > 0 ? "bata" : "laut"} icon={sum > 0 ? IconAlertTriangle : IconCheck}>
					{sum > 0 ? t("erasure.found", { n: formatNumber(sum) }) : t("erasure.clean")}
				</StateBadge>
			</Group>
		</li>
	);
}
