import { ActionIcon, Button, Checkbox, Group, Modal, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/types";
import { type ColumnKey, type Columns, fixedColumn } from "../columns";
import classes from "./column-choice.module.css";
import { columnTitle } from "./contact-cells";

interface Props {
	columns: Columns;
	fields: Field[];
	onClose: () => void;
}

/** Which columns the table has and in which order. Every change shows at once behind the dialog. */
export default function ColumnChoice({ columns, fields, onClose }: Props) {
	const { t } = useTranslation();
	const { all, shown, changed, toggle, move, reset } = columns;
	const [said, say] = useState("");
	const list = useRef<HTMLUListElement>(null);
	const moved = useRef<{ key: ColumnKey; by: number } | null>(null);
	const title = (key: ColumnKey) => columnTitle(t, key, fields);
	const rows = [...shown, ...all.filter((key) => !shown.includes(key))];

	// The button moves with its row. At the end of the list the other one takes the focus.
	useEffect(() => {
		const last = moved.current;
		if (!last || !list.current) {
			return;
		}
		moved.current = null;
		const row = [...list.current.children].find((child) => (child as HTMLElement).dataset.column === last.key);
		const [up, down] = row?.querySelectorAll("button") ?? [];
		const wanted = last.by < 0 ? up : down;
		(wanted?.disabled ? (last.by < 0 ? down : up) : wanted)?.focus();
	});

	const go = (key: ColumnKey, by: number) => {
		const to = shown.indexOf(key) + by;
		if (!shown.includes(key) || to < 0 || to >= shown.length) {
			return;
		}
		moved.current = { key, by };
		move(key, by);
		say(t("columns.moved", { name: title(key), n: to + 1, of: shown.length }));
	};
	const onKey = (key: ColumnKey) => (event: KeyboardEvent) => {
		const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
		if (by && event.altKey) {
			event.preventDefault();
			go(key, by);
		}
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={<Text fw={700}>{t("columns.title")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<Text size="sm" c="dimmed" mb="sm">
				{t("columns.text")}
			</Text>
			<ul ref={list} className={classes.list} aria-label={t("columns.title")}>
				{rows.map((key) => {
					const at = shown.indexOf(key);
					return (
						<li key={key} data-column={key} onKeyDown={onKey(key)}>
							<Checkbox
								className={classes.name}
								label={title(key)}
								checked={at >= 0}
								disabled={key === fixedColumn}
								onChange={() => toggle(key)}
							/>
							{at >= 0 && (
								<>
									<ActionIcon
										variant="default"
										size={32}
										disabled={at === 0}
										aria-label={t("columns.up", { name: title(key) })}
										onClick={() => go(key, -1)}
									>
										<IconArrowUp size={16} aria-hidden />
									</ActionIcon>
									<ActionIcon
										variant="default"
										size={32}
										disabled={at === shown.length - 1}
										aria-label={t("columns.down", { name: title(key) })}
										onClick={() => go(key, 1)}
									>
										<IconArrowDown size={16} aria-hidden />
									</ActionIcon>
								</>
							)}
						</li>
					);
				})}
			</ul>
			<div className="kp-sr" role="status">
				{said}
			</div>
			<Group justify="space-between" mt="md">
				<Button
					variant="subtle"
					disabled={!changed}
					onClick={() => {
						reset();
						say(t("columns.isReset"));
					}}
				>
					{t("columns.reset")}
				</Button>
				<Button onClick={onClose}>{t("columns.done")}</Button>
			</Group>
		</Modal>
	);
}
