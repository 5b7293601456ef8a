import { Checkbox, Skeleton, Table } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isShortcut } from "@/lib/keys";
import { useShortcut } from "@/lib/shortcuts";
import classes from "./data-table.module.css";

export interface Column<Row> {
	key: string;
	title: string;
	cell: (row: Row) => ReactNode;
	width?: number | string;
	right?: boolean;
}

/** Rows that can be chosen, to do one thing to many. On a phone that is a mode of its own. */
export interface Choice<Row> {
	has: (row: Row) => boolean;
	toggle: (row: Row) => void;
	/** Chooses all rows that are shown, or none of them. */
	toggleShown: () => void;
	shown: "all" | "some" | "none";
	name: (row: Row) => string;
	nameShown: string;
	mode: boolean;
}

interface Props<Row> {
	label: string;
	columns: Column<Row>[];
	rows: Row[] | undefined;
	rowKey: (row: Row) => string;
	/** How a row looks on a phone. */
	card: (row: Row) => ReactNode;
	onOpen?: (row: Row) => void;
	selected?: string;
	choice?: Choice<Row>;
}

const waiting = ["a", "b", "c", "d", "e"];

/** A table that becomes cards on a phone. A row opens by click and by key, and is chosen by key too. */
export function DataTable<Row>({ label, columns, rows, rowKey, card, onOpen, selected, choice }: Props<Row>) {
	const { t } = useTranslation();
	const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
	useShortcut(
		"select",
		() => {
			const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.row : undefined;
			const row = rows?.find((one) => rowKey(one) === focused);
			if (row) {
				choice?.toggle(row);
			}
		},
		Boolean(choice) && !phone,
	);
	if (!rows) {
		return (
			<div className="kp-card" style={{ padding: 16 }} aria-busy="true" aria-label={t("common.loading")} role="status">
				{waiting.map((key) => (
					<Skeleton key={key} height={20} my={14} radius="sm" />
				))}
			</div>
		);
	}
	const opens = (row: Row) =>
		onOpen && {
			tabIndex: 0,
			"data-row": rowKey(row),
			onClick: () => onOpen(row),
			onKeyDown: (event: KeyboardEvent) => {
				if (event.target === event.currentTarget && isShortcut(event, "open")) {
					onOpen(row);
				}
			},
		};
	if (phone) {
		return (
			<ul className={classes.cards} aria-label={label}>
				{rows.map((row) => (
					<li key={rowKey(row)}>
						{choice?.mode ? (
							// biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside
							<label className={classes.card} data-chosen={choice.has(row) || undefined}>
								<span className={classes.choose}>
									<Checkbox
										checked={choice.has(row)}
										onChange={() => choice.toggle(row)}
										aria-label={choice.name(row)}
									/>
									<span>{card(row)}</span>
								</span>
							</label>
						) : onOpen ? (
							<button type="button" data-row={rowKey(row)} className={classes.card} onClick={() => onOpen(row)}>
								{card(row)}
							</button>
						) : (
							<div className={classes.card}>{card(row)}</div>
						)}
					</li>
				))}
			</ul>
		);
	}
	return (
		<div className={`kp-card ${classes.wrap}`}>
			<Table className={classes.table} verticalSpacing={10} horizontalSpacing="md" aria-label={label}>
				<Table.Thead>
					<Table.Tr>
						{choice && (
							<Table.Th w={44}>
								<Checkbox
									checked={choice.shown === "all"}
									indeterminate={choice.shown === "some"}
									onChange={choice.toggleShown}
									aria-label={choice.nameShown}
								/>
							</Table.Th>
						)}
						{columns.map((column) => (
							<Table.Th key={column.key} w={column.width} ta={column.right ? "right" : undefined}>
								{column.title || <span className="kp-sr">{t("common.actions")}</span>}
							</Table.Th>
						))}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{rows.map((row) => (
						<Table.Tr
							key={rowKey(row)}
							{...opens(row)}
							data-opens={onOpen ? true : undefined}
							data-selected={selected === rowKey(row) || choice?.has(row) || undefined}
						>
							{choice && (
								<Table.Td onClick={(event) => event.stopPropagation()}>
									<Checkbox
										checked={choice.has(row)}
										onChange={() => choice.toggle(row)}
										aria-label={choice.name(row)}
									/>
								</Table.Td>
							)}
							{columns.map((column) => (
								<Table.Td key={column.key} ta={column.right ? "right" : undefined}>
									{column.cell(row)}
								</Table.Td>
							))}
						</Table.Tr>
					))}
				</Table.Tbody>
			</Table>
		</div>
	);
}
