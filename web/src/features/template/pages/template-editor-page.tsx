import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { templateQuery } from "../api/templates";
import { TemplateEditor } from "../components/template-editor";
import { copyName, draftOf, emptyDraft } from "../form";

/** The page around the editor: a new template, a copy of one, or a change of one. */
export function TemplateEditorPage() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { template: id } = useParams({ strict: false });
	const { from } = useSearch({ strict: false });
	const source = id ?? from;
	const channels = useQuery(channelsQuery(slug));
	const known = useQuery({ ...templateQuery(slug, source ?? ""), enabled: Boolean(source) });
	const back = { to: `/w/${slug}/templates`, label: t("nav.templates") };
	const error = channels.error ?? known.error;
	const able = (channels.data ?? []).filter(
		(channel) => channel.kind === "cloudapi" && channel.state !== "disconnected",
	);
	if (!channels.data || (source && !known.data)) {
		return (
			<Page>
				<PageHeader title={t(id ? "template.edit" : "template.create")} back={back} />
				{error ? (
					<ProblemNotice
						error={error}
						onRetry={() => {
							channels.refetch();
							known.refetch();
						}}
					/>
				) : (
					<Center py="xl">
						<Loader aria-label={t("common.loading")} />
					</Center>
				)}
			</Page>
		);
	}
	const template = known.data;
	if (able.length === 0 || (id && template && !template.editable)) {
		return (
			<Page>
				<PageHeader title={t(id ? "template.edit" : "template.create")} back={back} />
				<Notice tone="kunyit">{t(able.length === 0 ? "template.noChannel" : "problem.template.not_editable")}</Notice>
			</Page>
		);
	}
	const start =
		id && template
			? draftOf(template)
			: template
				? draftOf(template, template.status === "NOT_CREATED" ? template.name : copyName(template.name))
				: emptyDraft(able[0]?.id ?? "");
	return (
		<TemplateEditor
			key={source ?? "new"}
			channels={able}
			start={start}
			draftKey={id ? `edit.${id}` : `new.${from ?? ""}`}
			template={id ? template : undefined}
		/>
	);
}
