import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Import } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { errorsUrl, useImportSteps } from "../api/imports";
import { ImportCounts } from "./import-counts";

/** The outcome of the dry run. Nothing has been saved yet. */
export function ImportChecked({ job, onRemap }: { job: Import; onRemap: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { start } = useImportSteps(slug, job.id);
	const { counts } = job;
	const bad = counts.invalid + counts.duplicate;
	const saving = counts.new + counts.updated;
	return (
		<Section title={t("import.checkedTitle")} text={t("import.checkedText")}>
			<ImportCounts counts={counts} />
			{bad > 0 && (
				<Notice
					tone="kunyit"
					title={t("import.badRows", { n: formatNumber(bad) })}
					action={
						<Button
							component="a"
							href={errorsUrl(slug, job.id)}
							download
							size="xs"
							variant="default"
							leftSection={<IconDownload size={15} aria-hidden />}
						>
							{t("import.downloadErrors")}
						</Button>
					}
				>
					{t("import.badRowsText")}
				</Notice>
			)}
			{start.error && <ProblemNotice error={start.error} />}
			<Group justify="flex-end" mt="md" gap="xs">
				<Button variant="default" onClick={onRemap}>
					{t("import.remap")}
				</Button>
				<GuardedButton
					right="edit"
					loading={start.isPending}
					disabled={saving === 0 && counts.unchanged === 0}
					onClick={() => start.mutate()}
				>
					{t("import.start", { n: formatNumber(saving) })}
				</GuardedButton>
			</Group>
		</Section>
	);
}
