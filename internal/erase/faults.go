package erase

import "github.com/kelolapesan/kelola/internal/fault"

// Faults of this package.
var (
	ErrScope    = fault.New(fault.Invalid, "erasure.scope_invalid", "Choose the whole workspace, some categories, or one contact.")
	ErrNotFound = fault.New(fault.NotFound, "erasure.not_found", "There is no such deletion request.")
	ErrName     = fault.New(fault.Invalid, "erasure.name_wrong", "This is not the name of the workspace.")
	ErrDrift    = fault.New(fault.Conflict, "erasure.plan_changed", "More or less would be deleted now than the plan says. Look at the new plan and confirm again.")
	ErrRunning  = fault.New(fault.Conflict, "erasure.already_asked", "A deletion of the same data is under way.")
	ErrState    = fault.New(fault.Conflict, "erasure.state_wrong", "The request is in a state in which this cannot be done.")
	ErrProof    = fault.New(fault.Invalid, "erasure.proof_missing", "Type your licence code as well: the session alone proves too little.")
	ErrReason   = fault.New(fault.Invalid, "erasure.reason_missing", "Choose why the request is refused.")
	ErrNothing  = fault.New(fault.Conflict, "erasure.nothing_there", "There is nothing of this kind that could be deleted.")
	ErrTwice    = fault.New(fault.Conflict, "erasure.approved_already", "You have agreed to this plan already. Another operator must agree, too.")
	ErrWhy      = fault.New(fault.Invalid, "erasure.reason_invalid", "Choose one of the reasons of the list.")
	ErrNote     = fault.New(fault.Invalid, "erasure.note_invalid", "A note has at most 500 characters.")
	ErrReview   = fault.New(fault.Invalid, "erasure.review_invalid", "A hold is looked at again on a day between tomorrow and 90 days from now.")
	ErrLonger   = fault.New(fault.Invalid, "erasure.extension_invalid", "The time is extended by 1 to 60 days.")
	ErrExtended = fault.New(fault.Conflict, "erasure.extended_already", "The time of this request has been extended once already.")
	ErrGrace    = fault.New(fault.Invalid, "erasure.grace_invalid", "The time to think it over is between 0 and 168 hours.")
)
