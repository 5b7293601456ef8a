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
	ErrGrace    = fault.New(fault.Invalid, "erasure.grace_invalid", "The time to think it over is between 0 and 168 hours.")
)
