package channel

import "github.com/kelolapesan/kelola/internal/fault"

// Faults of writing templates.
var (
	ErrTemplateExists    = fault.New(fault.Conflict, "template.exists", "There is a template of this name in this language already.")
	ErrTemplateDeleted   = fault.New(fault.Conflict, "template.name_deleted", "A template of this name was deleted. The network keeps the name for 30 days; choose another one.")
	ErrTemplateBusy      = fault.New(fault.Conflict, "template.busy", "The template was handed to the network, which has not answered yet. Wait a minute.")
	ErrTemplateInUse     = fault.New(fault.Conflict, "template.in_use", "Blasts that are scheduled or running use this template. Stop or change them first.")
	ErrTemplateLocked    = fault.New(fault.Conflict, "template.not_editable", "A template in this state cannot be changed.")
	ErrTemplateEdits     = fault.New(fault.Limited, "template.edited_often", "An approved template can be changed once in 24 hours and ten times in 30 days.")
	ErrTemplateAuthor    = fault.New(fault.Conflict, "template.channel_cannot", "Templates of this channel cannot be written here.")
	ErrTemplateLimit     = fault.New(fault.Limited, "template.limit_reached", "The network takes no more templates now: 100 in an hour, and 250 or 6,000 in all.")
	ErrTemplateRefused   = fault.New(fault.Invalid, "template.refused", "The network does not take this template.")
	ErrTemplateUncertain = fault.New(fault.Unavailable, "template.uncertain", "The network's answer was lost. The list of templates will show what became of it.")
)
