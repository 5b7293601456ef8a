import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Import } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import { errorsUrl } from "../api/imports";
import { ImportCounts } from "./import-counts";

export function ImportResult({ job }: { job: Import }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { counts } = job;
	const title = { done: t("import.doneTitle"), failed: t("import.failedTitle"), cancelled: t("import.cancelledTitle") }[
		job.state as "done"
	];
	return (
		<Section
			title={title}
			text={job.state === "done" ? t("import.doneText", { n: formatNumber(counts.new + counts.updated) }) : undefined}
		>
			<ImportCounts counts={counts} />
			{job.state === "failed" && (
				<Notice tone="bata" title={codeText("problem", job.error_code ?? "unexpected")}>
					{t("import.failedText")}
				</Notice>
			)}
			{job.state === "cancelled" && <Notice tone="mute">{t("import.cancelledText")}</Notice>}
			<Group justify="flex-end" mt="md" gap="xs">
				{counts.invalid + counts.duplicate > 0 && (
					<Button
						component="a"
						href={errorsUrl(slug, job.id)}
						download
						variant="default"
						leftSection={<IconDownload size={16} aria-hidden />}
					>
						{t("import.downloadErrors")}
					</Button>
				)}
				<Button
					variant="default"
					renderRoot={(props) => <Link {...props} to="/w/$ws/contacts/import" params={{ ws: slug }} />}
				>
					{t("import.another")}
				</Button>
				<Button renderRoot={(props) => <Link {...props} to="/w/$ws/contacts" params={{ ws: slug }} />}>
					{t("import.showContacts")}
				</Button>
			</Group>
		</Section>
	);
}
