// Package audit owns the record of who did what: append-only, chained by hashes, ids only, in the system database.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
)

// Action is what was done. The numbers travel in jobs that outlive a deployment: they are never reused.
type Action int16

// The actions.
const (
	LoggedIn             Action = 1
	LoggedOut            Action = 3
	SessionRevoked       Action = 4
	UserAdded            Action = 5
	UserDisabled         Action = 6
	CodeReissued         Action = 7
	UserEnabled          Action = 8
	LicenceCreated       Action = 20
	LicenceSuspended     Action = 21
	LicenceResumed       Action = 22
	LicenceExtended      Action = 23
	WorkspaceCreated     Action = 40
	MemberAdded          Action = 41
	MemberChanged        Action = 42
	MemberRemoved        Action = 43
	SettingsChanged      Action = 44
	StopAllOn            Action = 45
	StopAllOff           Action = 46
	InviteCreated        Action = 47
	InviteRenewed        Action = 48
	InviteRevoked        Action = 49
	InviteAccepted       Action = 50
	SampleAdded          Action = 51
	SampleRemoved        Action = 52
	AuditExported        Action = 53
	ChannelConnected     Action = 60
	ChannelChanged       Action = 61
	ChannelTokenSet      Action = 62
	ChannelGone          Action = 63
	InstagramErased      Action = 70
	IceBreakersChanged   Action = 71
	TemplateSubmitted    Action = 64
	TemplateChanged      Action = 65
	TemplateDeleted      Action = 66
	ContactsImported     Action = 80
	ContactsExported     Action = 81
	ContactDeleted       Action = 82
	ContactSuppressed    Action = 83
	ContactUnsuppress    Action = 84
	ImportErrorsExported Action = 85
	ContactConsented     Action = 86
	ContactsMerged       Action = 88
	ContactsGrouped      Action = 90
	ContactsUngrouped    Action = 91
	ContactsConsented    Action = 92
	ContactsSuppressed   Action = 93
	ContactsDeleted      Action = 94
	GroupDeleted         Action = 95
	FieldDeleted         Action = 96
	SegmentDeleted       Action = 97
	BlastStarted         Action = 100
	BlastScheduled       Action = 101
	BlastPaused          Action = 102
	BlastResumed         Action = 103
	BlastStopped         Action = 104
	BlastReportExport    Action = 105
	BlastDeleted         Action = 106
	BlastUnscheduled     Action = 107
	AttachmentUploaded   Action = 120
	RuleChanged          Action = 160
	RuleStarted          Action = 161
	RulePaused           Action = 162
	RuleDeleted          Action = 163
	CommentHidden        Action = 164
	CommentDeleted       Action = 165
	UnknownSettled       Action = 140
	MessagesExported     Action = 141
	ReportExported       Action = 142
	ErasureAsked         Action = 210
	ErasureCancelled     Action = 211
	ErasureDone          Action = 212
	ErasureRefused       Action = 213
	ErasureConfirmed     Action = 230
	ErasureApproved      Action = 220
	ErasureHeld          Action = 221
	ErasureReleased      Action = 222
	ErasureReplanned     Action = 223
	ErasureRetried       Action = 224
	ErasureExtended      Action = 225
	OperatorAdded        Action = 226
	OperatorRemoved      Action = 227
	UserRemoved          Action = 228
	UnstoredAdded        Action = 180
	UnstoredRemoved      Action = 181
	SignupFormChanged    Action = 200
	SignupFormDeleted    Action = 201
	WorkspaceExported    Action = 250
	WorkspaceImported    Action = 251
	WorkspaceRestored    Action = 252
	ContactDataExported  Action = 253
)

// String is the name of the action as it is stored and shown.
func (a Action) String() string {
	if name, ok := names()[a]; ok {
		return name
	}
	return fmt.Sprintf("action.%d", int16(a))
}

func names() map[Action]string {
	return map[Action]string{
		LoggedIn: "session.started", LoggedOut: "session.ended", SessionRevoked: "session.revoked",
		UserAdded: "user.added", UserDisabled: "user.disabled", UserEnabled: "user.enabled", CodeReissued: "user.code_reissued",
		LicenceCreated: "licence.created", LicenceSuspended: "licence.suspended", LicenceResumed: "licence.resumed", LicenceExtended: "licence.extended",
		WorkspaceCreated: "workspace.created", MemberAdded: "workspace.member_added", MemberChanged: "workspace.member_changed",
		MemberRemoved: "workspace.member_removed", SettingsChanged: "workspace.settings_changed",
		InviteCreated: "invite.created", InviteRenewed: "invite.renewed", InviteRevoked: "invite.revoked", InviteAccepted: "invite.accepted",
		AuditExported: "audit.exported",
		SampleAdded:   "sample.added", SampleRemoved: "sample.removed",
		StopAllOn: "workspace.stop_all_on", StopAllOff: "workspace.stop_all_off",
		ChannelConnected: "channel.connected", ChannelChanged: "channel.changed", ChannelTokenSet: "channel.token_replaced", ChannelGone: "channel.disconnected",
		InstagramErased: "instagram.erased", IceBreakersChanged: "instagram.ice_breakers_changed",
		ContactsImported: "contact.imported", ContactsExported: "contact.exported", ContactDeleted: "contact.deleted",
		ContactSuppressed: "contact.suppressed", ContactUnsuppress: "contact.unsuppressed", ContactsMerged: "contact.merged",
		ContactsGrouped: "contact.many_grouped", ContactsUngrouped: "contact.many_ungrouped", ContactsConsented: "contact.many_consented",
		ContactsSuppressed: "contact.many_suppressed", ContactsDeleted: "contact.many_deleted",
		ImportErrorsExported: "contact.import_errors_exported", ContactConsented: "contact.consented",
		GroupDeleted: "contact.group_deleted", FieldDeleted: "contact.field_deleted", SegmentDeleted: "contact.segment_deleted",
		BlastStarted: "blast.started", BlastScheduled: "blast.scheduled", BlastPaused: "blast.paused", BlastResumed: "blast.resumed",
		BlastStopped: "blast.stopped", BlastReportExport: "blast.report_exported", BlastDeleted: "blast.deleted", BlastUnscheduled: "blast.unscheduled",
		TemplateSubmitted: "template.submitted", TemplateChanged: "template.changed", TemplateDeleted: "template.deleted",
		RuleChanged: "comment.rule_changed", RuleStarted: "comment.rule_started", RulePaused: "comment.rule_paused", RuleDeleted: "comment.rule_deleted",
		CommentHidden: "comment.hidden", CommentDeleted: "comment.deleted",
		AttachmentUploaded: "attachment.uploaded", UnknownSettled: "send.unknown_settled", MessagesExported: "send.exported", ReportExported: "report.exported",
		ErasureAsked: "erasure.asked", ErasureCancelled: "erasure.cancelled", ErasureDone: "erasure.done", ErasureRefused: "erasure.refused",
		ErasureConfirmed: "erasure.confirmed",
		UnstoredAdded:    "unstored.added", UnstoredRemoved: "unstored.removed",
		WorkspaceExported: "workspace.exported", WorkspaceImported: "workspace.imported", WorkspaceRestored: "workspace.restored",
		ContactDataExported: "contact.data_exported",
		ErasureApproved:     "erasure.approved", ErasureHeld: "erasure.held", ErasureReleased: "erasure.released", ErasureReplanned: "erasure.replanned",
		ErasureRetried: "erasure.retried", ErasureExtended: "erasure.extended",
		OperatorAdded: "user.operator_added", OperatorRemoved: "user.operator_removed", UserRemoved: "user.removed",
		SignupFormChanged: "signup.form_changed", SignupFormDeleted: "signup.form_deleted",
	}
}

// Thing is the id of anything, for records that speak of many kinds of things.
type Thing = id.ID[any]

// Ref makes a Thing of any id.
func Ref[T any](i id.ID[T]) Thing { return id.From[any](i.Bytes()) }

// Entry is what is recorded. Actor is the person, zero for the machine or the operator; Subject is what it was done to.
type Entry struct {
	Action    Action
	Actor     Thing
	Workspace id.Workspace
	Subject   Thing
}

// Line is an entry as it stands in the chain.
type Line struct {
	Seq       int64
	ID        id.ID[Line]
	At        time.Time
	Action    string
	Actor     Thing
	Workspace id.Workspace
	Subject   Thing
	Previous  string // hash of the line before, 64 zeros for the first
	Hash      string
}

// hash is the SHA-256 over the line before and everything in this one; every part has a fixed form without line breaks.
func (l Line) hash() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		"kelola audit 1", l.Previous, fmt.Sprint(l.Seq), l.ID.String(), fmt.Sprint(clock.Micros(l.At)),
		l.Action, l.Actor.String(), l.Workspace.String(), l.Subject.String(),
	}, "\n")))
	return hex.EncodeToString(sum[:])
}
