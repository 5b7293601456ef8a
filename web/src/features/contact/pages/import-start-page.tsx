import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatNumber } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { DataTable } from "@/ui/data-table";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { importsQuery, sheetsToChoose, useUpload } from "../api/imports";
import { ChooseSheet } from "../components/choose-sheet";
import { DropFile } from "../components/drop-file";
import { ImportSteps } from "../components/import-steps";

export function ImportStartPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("edit");
	const navigate = useNavigate();
	const upload = useUpload(slug);
	const sheets = sheetsToChoose(upload.error);
	const chosen = sheets.length > 0 ? upload.variables?.file : undefined;
	const send = (file: File, sheet?: string) => upload.mutate({ file, sheet }, { onSuccess: (made) => open(made.id) });
	const recent = useQuery(importsQuery(slug)).data ?? [];
	const open = (id: string) => navigate({ to: "/w/$ws/contacts/import/$import", params: { ws: slug, import: id } });
	return (
		<Page narrow>
			<PageHeader title={t("import.title")} back={{ to: `/w/${slug}/contacts`, label: t("nav.contacts") }} />
			<ImportSteps active={0} />
			{denied ? <Notice tone="mute">{t(denied)}</Notice> : <DropFile busy={upload.isPending} onFile={send} />}
			{upload.error && !chosen && (
				<div style={{ marginTop: 12 }}>
					<ProblemNotice error={upload.error} />
				</div>
			)}
			{chosen && (
				<ChooseSheet
					file={chosen.name}
					sheets={sheets}
					busy={upload.isPending}
					onChoose={(sheet) => send(chosen, sheet)}
				/>
			)}
			<Text size="sm" c="dimmed" mt="sm">
				{t("import.sampleText")}{" "}
				<a
					href={`data:text/csv;charset=utf-8,${encodeURIComponent(t("import.sampleRows").replaceAll(";;", "\r\n"))}`}
					download="contoh-kontak.csv"
				>
					{t("import.sample")}
				</a>
			</Text>
			{recent.length > 0 && (
				<div style={{ marginTop: 28 }}>
					<Section title={t("import.recent")}>
						<DataTable
							label={t("import.recent")}
							rows={recent}
							rowKey={(row) => row.id}
							onOpen={(row) => open(row.id)}
							columns={[
								{
									key: "file",
									title: t("import.file"),
									cell: (row) => (
										<b className="kp-name" style={{ display: "block" }}>
											{row.file_name}
										</b>
									),
								},
								{ key: "rows", title: t("import.rows"), cell: (row) => formatNumber(row.row_count) },
								{ key: "state", title: t("jobs.state"), cell: (row) => codeText("importState", row.state) },
								{ key: "at", title: t("jobs.started"), cell: (row) => formatDateTime(row.created_at), right: true },
							]}
							card={(row) => (
								<>
									<b className="kp-name" style={{ display: "block" }}>
										{row.file_name}
									</b>
									<Group justify="space-between">
										<Text size="sm" c="dimmed">
											{codeText("importState", row.state)}
										</Text>
										<Text size="sm" c="dimmed">
											{formatDateTime(row.created_at)}
										</Text>
									</Group>
								</>
							)}
						/>
					</Section>
				</div>
			)}
		</Page>
	);
}
