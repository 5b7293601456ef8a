import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Group as ContactGroup } from "@/api/types";
import { formatNumber } from "@/lib/format";
import type { ContactFilter } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastDone } from "@/ui/toast";
import { useGroupChanges } from "../api/catalog";
import { filterBody } from "../filter";

interface Props {
	opened: boolean;
	onClose: () => void;
	filter: ContactFilter;
	/** How many people the filter lets through, as text. */
	people: string;
	groups: ContactGroup[];
}

/** Puts everyone the list shows, on all its pages, into a group. */
export function FillGroup({ opened, onClose, filter, people, groups }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { fill } = useGroupChanges(slug);
	const [group, setGroup] = useState<string | null>(null);
	const close = () => {
		fill.reset();
		setGroup(null);
		onClose();
	};
	const start = () => {
		if (group) {
			fill.mutate(
				{ id: group, filter: filterBody(filter) },
				{
					onSuccess: ({ total }) => {
						toastDone(t("contacts.fillStarted", { n: formatNumber(total) }));
						close();
					},
				},
			);
		}
	};
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={<Text fw={700}>{t("contacts.fill")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<Stack>
				<Text size="sm">{people}</Text>
				<Select
					label={t("contacts.filterGroup")}
					searchable
					data={groups.map((known) => ({ value: known.id, label: known.name }))}
					nothingFoundMessage={t("contacts.noGroups")}
					value={group}
					onChange={setGroup}
				/>
				{fill.error && <ProblemNotice error={fill.error} />}
				<Group justify="flex-end">
					<Button disabled={!group} loading={fill.isPending} onClick={start}>
						{t("contacts.fillConfirm")}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
