package blast

import "github.com/kelolapesan/kelola/internal/fault"

// Faults of blasts.
var (
	ErrNotFound       = fault.New(fault.NotFound, "blast.not_found", "There is no such blast.")
	ErrAlreadyStarted = fault.New(fault.Conflict, "blast.already_started", "This blast has already been started.")
	ErrVersion        = fault.New(fault.Conflict, "blast.changed", "Somebody has changed this blast in the meantime. Load it again.")
	ErrPast           = fault.New(fault.Invalid, "blast.schedule_in_past", "The time of the start has to lie in the future.")
	ErrNotScheduled   = fault.New(fault.Conflict, "blast.not_scheduled", "This blast is not scheduled.")
	ErrNotRunning     = fault.New(fault.Conflict, "blast.not_running", "This blast is not running.")
	ErrNotPaused      = fault.New(fault.Conflict, "blast.not_paused", "This blast is not paused.")
	ErrNotEditable    = fault.New(fault.Conflict, "blast.not_editable", "This blast can no longer be edited. Pause it first.")
	ErrNotDraft       = fault.New(fault.Conflict, "blast.not_draft", "Only a draft can be deleted.")
	ErrNotEnded       = fault.New(fault.Conflict, "blast.not_ended", "Wait until this blast has ended, or stop it.")
	ErrRetryExists    = fault.New(fault.Conflict, "blast.retry_exists", "There is already a retry of this blast.")
	ErrNothingToRetry = fault.New(fault.Conflict, "blast.nothing_to_retry", "No failure of this blast can be retried.")
	ErrIncomplete     = fault.New(fault.Invalid, "blast.incomplete", "Something is missing before this blast can start.")
	ErrTemplateSyntax = fault.New(fault.Invalid, "blast.variable_syntax", "A variable is not written correctly. Write {{field}} or {{field|fallback}}.")
	ErrListed         = fault.New(fault.Invalid, "blast.contacts_too_many", "An audience can name 5,000 contacts one by one. Put them into a group.")
	ErrState          = fault.New(fault.Invalid, "blast.state_unknown", "There is no such state.")
)
