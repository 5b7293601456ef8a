import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BulkBody, Group as ContactGroup } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import type { ContactFilter } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { toastBegins, toastDone, toastProblem } from "@/ui/toast";
import { useBulk, useTakeBack } from "../api/bulk";
import { filterBody } from "../filter";
import { type BulkDetails, BulkFields } from "./bulk-fields";

/** A little less than the server waits, so that the button does not outlive what it promises. */
const undoLasts = 9500;

interface Props {
	act: BulkBody["act"];
	count: number;
	/** Everyone a filter lets through, or ids. */
	whom: ContactFilter | string[];
	groups: ContactGroup[];
	onClose: () => void;
	onDone: () => void;
}

function isReady(act: BulkBody["act"], details: BulkDetails, count: number): boolean {
	switch (act) {
		case "add_to_group":
		case "remove_from_group":
			return Boolean(details.group_id);
		case "set_consent":
			return Boolean(details.purpose && details.state && details.source?.trim());
		case "delete":
			return details.typed?.replace(/\D/g, "") === String(count);
		default:
			return true;
	}
}

/** Asks for what an act on many still needs, says how many it is about, and lets it begin. */
export default function BulkDialog({ act, count, whom, groups, onClose, onDone }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const bulk = useBulk(slug);
	const takeBack = useTakeBack(slug);
	const [details, setDetails] = useState<BulkDetails>({});
	const title = codeText("bulkAct", act);
	const start = () => {
		const { typed: _, ...rest } = details;
		bulk.mutate(
			{ act, ...rest, expect: count, ...(Array.isArray(whom) ? { ids: whom } : { filter: filterBody(whom) }) },
			{
				onSuccess: ({ job_id, total }) => {
					toastBegins(t("bulk.begins", { act: title, n: formatNumber(total) }), undoLasts, {
						label: t("bulk.undo"),
						act: () =>
							takeBack(job_id)
								.then((done) => toastDone(done > 0 ? t("bulk.stopped", { n: formatNumber(done) }) : t("bulk.undone")))
								.catch(toastProblem),
					});
					onClose();
					onDone();
				},
			},
		);
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={<Text fw={700}>{title}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					start();
				}}
			>
				<Stack>
					<Text size="sm" fw={600}>
						{t("bulk.people", { n: formatNumber(count) })}
					</Text>
					<BulkFields act={act} count={count} groups={groups} details={details} onChange={setDetails} />
					<Text size="xs" c="dimmed">
						{t("bulk.later")}
					</Text>
					{bulk.error && <ProblemNotice error={bulk.error} />}
					<Group justify="flex-end" gap="xs">
						<Button variant="default" onClick={onClose}>
							{t("common.cancel")}
						</Button>
						<Button
							type="submit"
							color={act === "delete" || act === "suppress" ? "bata" : undefined}
							disabled={!isReady(act, details, count)}
							loading={bulk.isPending}
						>
							{title}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
