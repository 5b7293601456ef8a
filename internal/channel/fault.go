package channel

import "github.com/kelolapesan/kelola/internal/fault"

// Faults of this package.
var (
	ErrNotFound         = fault.New(fault.NotFound, "channel.not_found", "There is no such channel.")
	ErrTemplateNotFound = fault.New(fault.NotFound, "template.not_found", "There is no such template.")
	ErrAlreadyConnected = fault.New(fault.Conflict, "channel.already_connected", "This account is connected already. Disconnect it first where it is connected.")
	ErrDisconnected     = fault.New(fault.Conflict, "channel.disconnected", "The channel is disconnected. Connect it again first.")
	ErrStillConnected   = fault.New(fault.Conflict, "channel.still_connected", "The channel is connected. Disconnect it first.")
	ErrKind             = fault.New(fault.Invalid, "channel.kind_unknown", "There is no such kind of channel.")
	ErrCheckFailed      = fault.New(fault.Invalid, "channel.check_failed", "WhatsApp does not accept these details. See which check failed.")
	ErrInput            = fault.New(fault.Invalid, "channel.invalid", "Some details are missing or wrong.")
	ErrNoFiles          = fault.New(fault.Unavailable, "channel.files_unavailable", "Files cannot be read at the moment.")
)
