import type { Import } from "@/api/types";
import { codeText } from "@/lib/i18n";
import type { Work } from "./work";

/** What the work is called: a blast by its name, a job by its kind. */
export const workTitle = (work: Work) => work.blast?.name ?? codeText("job", work.job?.kind ?? "");

/** Where its result is. An import is found by its job; without it, the list of imports is near enough. */
export function workHref(ws: string, work: Work, imports: Import[] = []): string {
	const base = `/w/${encodeURIComponent(ws)}`;
	if (work.blast) {
		return `${base}/blasts/${work.id}`;
	}
	const kind = work.job?.kind ?? "";
	if (kind.startsWith("import.")) {
		const own = imports.find((one) => one.job_id === work.id);
		return own ? `${base}/contacts/import/${own.id}` : `${base}/contacts/import`;
	}
	if (kind === "contact.fill_group") {
		return `${base}/contacts/manage`;
	}
	if (kind.startsWith("contact.bulk_")) {
		return `${base}/contacts`;
	}
	if (kind === "comment.sweep_account") {
		return `${base}/automation/comments`;
	}
	if (kind === "transfer.export") {
		return `${base}/privacy`;
	}
	return kind.startsWith("channel.") ? `${base}/channels` : `${base}/jobs`;
}
