import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/lib/workspace";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { importQuery } from "../api/imports";
import { ImportChecked } from "../components/import-checked";
import { ImportMappingForm } from "../components/import-mapping-form";
import { ImportProgress } from "../components/import-progress";
import { ImportResult } from "../components/import-result";
import { ImportSteps } from "../components/import-steps";

const stepOf: Record<string, number> = {
	uploaded: 1,
	checking: 2,
	checked: 2,
	running: 3,
	done: 4,
	failed: 3,
	cancelled: 3,
};

/** The import wizard. The server's state of the import decides the step, so a reload or another tab shows the same. */
export function ImportPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const navigate = useNavigate();
	const { import: id } = useParams({ from: "/w/$ws/contacts/import/$import" });
	const remap = useSearch({ strict: false }).step === "mapping";
	const query = useQuery(importQuery(slug, id));
	const job = query.data;
	const go = (step?: string) =>
		navigate({
			to: "/w/$ws/contacts/import/$import",
			params: { ws: slug, import: id },
			search: { step },
			replace: true,
		});
	const mapping = job && (job.state === "uploaded" || (remap && job.state === "checked"));
	return (
		<Page narrow>
			<PageHeader
				title={t("import.title")}
				subtitle={job?.file_name}
				back={{ to: `/w/${slug}/contacts`, label: t("nav.contacts") }}
			/>
			{query.error && !job && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
			{query.isPending && (
				<Center py="xl">
					<Loader aria-label={t("common.loading")} />
				</Center>
			)}
			{job && (
				<>
					<ImportSteps active={mapping ? 1 : (stepOf[job.state] ?? 1)} />
					{mapping && <ImportMappingForm job={job} onChecked={() => go()} />}
					{!mapping && job.state === "checked" && <ImportChecked job={job} onRemap={() => go("mapping")} />}
					{(job.state === "checking" || job.state === "running") && <ImportProgress job={job} />}
					{(job.state === "done" || job.state === "failed" || job.state === "cancelled") && <ImportResult job={job} />}
				</>
			)}
		</Page>
	);
}
