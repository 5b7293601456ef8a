import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BulkBody, Group as ContactGroup } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import type { ContactFilter } from "@/lib/queries";
import { useDenial } from "@/lib/workspace";
import type { Selection } from "../selection";
import classes from "./bulk-bar.module.css";

const BulkDialog = lazy(() => import("./bulk-dialog"));

// What still works when the licence has ended comes with it: noting a refusal is one answer of a consent.
const acts: { act: BulkBody["act"]; always: boolean }[] = [
	{ act: "add_to_group", always: false },
	{ act: "remove_from_group", always: false },
	{ act: "set_consent", always: true },
	{ act: "suppress", always: true },
	{ act: "delete", always: true },
];

interface Props {
	selection: Selection;
	filter: ContactFilter;
	groups: ContactGroup[];
}

/** What can be done to the contacts that are chosen, and how many they are. */
export function BulkBar({ selection, filter, groups }: Props) {
	const { t } = useTranslation();
	const [act, setAct] = useState<BulkBody["act"]>();
	const denied = useDenial("edit");
	const { all, count, whole } = selection;
	const said =
		count === undefined
			? t("bulk.counting")
			: all
				? t("bulk.countAll", { n: formatNumber(count) })
				: count > 0
					? t("bulk.count", { n: formatNumber(count) })
					: t("bulk.none");
	return (
		<section className={classes.bar} aria-label={t("bulk.bar")}>
			<ActionIcon variant="subtle" color="gray" size={36} aria-label={t("bulk.clear")} onClick={selection.clear}>
				<IconX size={18} aria-hidden />
			</ActionIcon>
			<Text size="sm" fw={600} className={classes.text} aria-live="polite">
				{said}
			</Text>
			<Group gap="xs">
				{!all && whole !== undefined && whole > (count ?? 0) && (
					<Button variant="subtle" size="sm" onClick={selection.chooseAll}>
						{t("bulk.all", { n: formatNumber(whole) })}
					</Button>
				)}
				<Menu position="top-end">
					<Menu.Target>
						<Button size="sm" disabled={!count} rightSection={<IconChevronDown size={16} aria-hidden />}>
							{t("bulk.acts")}
						</Button>
					</Menu.Target>
					<Menu.Dropdown>
						{acts.map(({ act, always }) => (
							<Menu.Item
								key={act}
								disabled={Boolean(denied) && !always}
								color={act === "delete" ? "bata" : undefined}
								onClick={() => setAct(act)}
							>
								{codeText("bulkAct", act)}
							</Menu.Item>
						))}
						{denied && <Menu.Label>{t(denied)}</Menu.Label>}
					</Menu.Dropdown>
				</Menu>
			</Group>
			{act && count !== undefined && (
				<Suspense>
					<BulkDialog
						act={act}
						count={count}
						whom={all ? filter : [...selection.ids]}
						groups={groups}
						onClose={() => setAct(undefined)}
						onDone={selection.clear}
					/>
				</Suspense>
			)}
		</section>
	);
}
