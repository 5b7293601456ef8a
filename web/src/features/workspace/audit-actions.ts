/** The actions one can filter by, as the server names them; those with the same beginning stand together. */
export const actions = [
	"session.started",
	"session.ended",
	"session.revoked",
	"workspace.created",
	"workspace.settings_changed",
	"workspace.stop_all_on",
	"workspace.stop_all_off",
	"workspace.member_added",
	"workspace.member_changed",
	"workspace.member_removed",
	"workspace.exported",
	"workspace.imported",
	"workspace.restored",
	"invite.created",
	"invite.renewed",
	"invite.revoked",
	"invite.accepted",
	"user.added",
	"user.disabled",
	"user.enabled",
	"user.code_reissued",
	"user.operator_added",
	"user.operator_removed",
	"user.removed",
	"licence.created",
	"licence.suspended",
	"licence.resumed",
	"licence.extended",
	"sample.added",
	"sample.removed",
	"channel.connected",
	"channel.changed",
	"channel.token_replaced",
	"channel.disconnected",
	"instagram.ice_breakers_changed",
	"instagram.erased",
	"template.submitted",
	"template.changed",
	"template.deleted",
	"contact.imported",
	"contact.exported",
	"contact.import_errors_exported",
	"contact.deleted",
	"contact.data_exported",
	"contact.merged",
	"contact.consented",
	"contact.suppressed",
	"contact.unsuppressed",
	"contact.many_deleted",
	"contact.many_suppressed",
	"contact.many_consented",
	"contact.many_grouped",
	"contact.many_ungrouped",
	"contact.group_deleted",
	"contact.field_deleted",
	"contact.segment_deleted",
	"blast.scheduled",
	"blast.unscheduled",
	"blast.started",
	"blast.paused",
	"blast.resumed",
	"blast.stopped",
	"blast.deleted",
	"blast.report_exported",
	"comment.rule_changed",
	"comment.rule_started",
	"comment.rule_paused",
	"comment.rule_deleted",
	"comment.hidden",
	"comment.deleted",
	"attachment.uploaded",
	"signup.form_changed",
	"signup.form_deleted",
	"send.exported",
	"send.unknown_settled",
	"report.exported",
	"audit.exported",
	"erasure.asked",
	"erasure.cancelled",
	"erasure.confirmed",
	"erasure.done",
	"erasure.refused",
	"erasure.approved",
	"erasure.held",
	"erasure.released",
	"erasure.replanned",
	"erasure.retried",
	"erasure.extended",
	"unstored.added",
	"unstored.removed",
];

/** What an action is about: the beginning of its name. */
export const groupOf = (action: string) => action.split(".")[0] ?? "";

/** The groups in the order of the actions. */
export const groups = [...new Set(actions.map(groupOf))];

/** Where the thing is shown that an action was done to; undefined when it has no page, or has gone. */
export function subjectPath(slug: string, action: string, subject: string): string | undefined {
	const base = `/w/${slug}`;
	if (!subject || /deleted|disconnected|exported/.test(action)) {
		return undefined;
	}
	if (/^contact\.(merged|consented|suppressed|unsuppressed)$/.test(action)) {
		return `${base}/contacts?contact=${subject}`;
	}
	const pages: [RegExp, string][] = [
		[/^contact\.imported$/, `/contacts/import/${subject}`],
		[/^contact\.many_/, "/jobs"],
		[/^blast\./, `/blasts/${subject}`],
		[/^channel\.|^instagram\.ice/, `/channels/${subject}`],
		[/^comment\.rule_/, `/automation/rules/${subject}`],
		[/^signup\./, `/contacts/forms/${subject}`],
		[/^template\./, `/templates?template=${subject}`],
	];
	const path = pages.find(([name]) => name.test(action))?.[1];
	return path && base + path;
}
