import { Table, Text } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { ErasureLine } from "@/api/types";
import { formatBytes, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { partsOf } from "../things";
import classes from "./things-table.module.css";

/** Rows and files by kind of data, in the words of the page and not of the database. */
export function ThingsTable({ label, lines }: { label: string; lines: ErasureLine[] }) {
	const { t } = useTranslation();
	return (
		<Table className={classes.table} aria-label={label} verticalSpacing={7} horizontalSpacing="sm">
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{t("erasure.thing")}</Table.Th>
					<Table.Th ta="right">{t("erasure.rows")}</Table.Th>
					<Table.Th ta="right">{t("erasure.files")}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{partsOf(lines).map(({ category, things }) => (
					<Fragment key={category}>
						<Table.Tr className={classes.category}>
							<Table.Th scope="colgroup" colSpan={3}>
								{codeText("erasureCategory", category)}
							</Table.Th>
						</Table.Tr>
						{things.map(({ thing, method, reason, rows, files, bytes }) => (
							<Table.Tr key={`${thing}-${method}-${reason}`}>
								<Table.Td>
									{codeText("erasureThing", thing)}
									{method === "clear" && <small className={classes.note}>{t("erasure.cleared")}</small>}
									{reason && <small className={classes.note}>{codeText("erasureKept", reason)}</small>}
								</Table.Td>
								<Table.Td ta="right">{formatNumber(rows)}</Table.Td>
								<Table.Td ta="right">
									{files > 0 ? (
										<>
											{formatNumber(files)}
											<small className={classes.note}>{formatBytes(bytes)}</small>
										</>
									) : (
										<Text span c="dimmed" size="sm" aria-label={t("erasure.noFiles")}>
											–
										</Text>
									)}
								</Table.Td>
							</Table.Tr>
						))}
					</Fragment>
				))}
			</Table.Tbody>
		</Table>
	);
}
