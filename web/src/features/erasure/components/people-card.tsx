import { Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { CopyField } from "@/ui/copy-field";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone, toastProblem } from "@/ui/toast";
import { choiceQuery, contactFormUrl, useChoose } from "../api/choice";

/** Where people ask that what belongs to them goes, and whether an owner is asked before. */
export function PeopleCard() {
	const { t } = useTranslation();
	const { slug: ws, rights } = useWorkspace();
	const may = Boolean(rights?.includes("delete"));
	const query = useQuery({ ...choiceQuery(ws), enabled: may });
	const own = useQuery(channelsQuery(ws)).data?.find(
		({ kind, state }) => kind !== "instagram" && state === "connected",
	);
	const choose = useChoose(ws);
	if (!may) {
		return null;
	}
	return (
		<Section title={t("erasure.people")} text={t("erasure.peopleText")}>
			<Stack gap="md">
				<CopyField label={t("erasure.peopleLink")} value={contactFormUrl(own?.display_phone)} />
				{query.error ? (
					<ProblemNotice error={query.error} onRetry={() => query.refetch()} />
				) : (
					<Switch
						label={t("erasure.peopleAuto")}
						description={t("erasure.peopleAutoText")}
						checked={query.data?.contact_auto ?? false}
						disabled={!query.data || choose.isPending}
						onChange={(event) =>
							choose.mutate(event.currentTarget.checked, {
								onSuccess: () => toastDone(t("common.saved")),
								onError: toastProblem,
							})
						}
					/>
				)}
			</Stack>
		</Section>
	);
}
