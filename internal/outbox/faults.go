package outbox

import "github.com/kelolapesan/kelola/internal/fault"

// Faults of the outbox.
var (
	ErrNotFound       = fault.New(fault.NotFound, "message.not_found", "There is no such message.")
	ErrKeyReused      = fault.New(fault.Conflict, "message.idempotency_key_reused", "This Idempotency-Key was used for another message. Use a new key.")
	ErrNoAddress      = fault.New(fault.Invalid, "message.no_address", "The contact has no number and no user id on this network.")
	ErrStateUnusable  = fault.New(fault.Invalid, "message.state_unknown", "There is no such state.")
	ErrNumberUnusable = fault.New(fault.Invalid, "message.number_unusable", "Search with at least four digits of the end of the number, or with all of it.")
	ErrUnderWay       = fault.New(fault.Conflict, "message.under_way", "Messages are on their way just now. Try again in a moment.")
)
