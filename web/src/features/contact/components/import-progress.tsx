import { Button, Group, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Import } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { useImportSteps } from "../api/imports";

export function ImportProgress({ job }: { job: Import }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { cancel } = useImportSteps(slug, job.id);
	const { done, total } = job.progress;
	const title = job.state === "checking" ? t("import.checking") : t("import.running");
	return (
		<Section title={title} text={t("import.goesOn")}>
			<Progress value={total > 0 ? (done / total) * 100 : 0} size="lg" animated aria-label={title} />
			<Group justify="space-between" mt="sm">
				<Text size="sm" role="status">
					{t("import.progress", { done: formatNumber(done), total: formatNumber(total) })}
				</Text>
				<Button variant="default" size="xs" loading={cancel.isPending} onClick={() => cancel.mutate()}>
					{t("import.cancel")}
				</Button>
			</Group>
			{cancel.error && <ProblemNotice error={cancel.error} />}
		</Section>
	);
}
