package channel

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TemplateAuthor is a connector whose network takes templates from here. A call returns nil when the network confirmed it,
// ErrTemplateUncertain when its answer was lost, and any other fault for a definite refusal, with which nothing changed.
type TemplateAuthor interface {
	// Components writes a form the way the network lists it, without calling it. handle stands for the example of a header with a file.
	Components(f TemplateForm, handle string) json.RawMessage
	// UploadExample hands over the file of a header and returns its handle. It may be repeated.
	UploadExample(ctx context.Context, s Session, attachment string) (handle string, err error)
	CreateTemplate(ctx context.Context, s Session, f TemplateForm, handle string) (RemoteTemplate, error)
	EditTemplate(ctx context.Context, s Session, externalID string, f TemplateForm, handle string) error
	// DeleteTemplate deletes one language; a template that is not there fails with ErrTemplateNotFound.
	DeleteTemplate(ctx context.Context, s Session, externalID, name string) error
}

// TemplateUsers says how many pieces of work that is scheduled or under way use a template of any of the channels.
type TemplateUsers interface {
	TemplateUses(ctx context.Context, q wsdb.Query, channels []ID, name, language string) (int, error)
}

// How often an approved template may be changed, and how long the name of a deleted one is kept (Meta docs, message templates,
// read 2026-11).
const (
	editPause   = 24 * time.Hour
	editWindow  = 30 * 24 * time.Hour
	editsMost   = 10
	nameBlocked = 30 * 24 * time.Hour
)

// answerWithin bounds a call that changes a template; once it has passed, a list that does not show the change is right.
const (
	answerWithin = 40 * time.Second
	graceOfCall  = time.Minute
)

// open reports whether the network was called and what came of it is not known.
func (m MessageTemplate) open() bool {
	return m.Status == StatusSubmitting || m.Status == StatusDeleting
}

// newerThan reports whether a list whose reading began then can be older than what was last done to the template from here.
func (m MessageTemplate) newerThan(began time.Time) bool {
	if m.SubmittedAt.IsZero() {
		return false
	}
	at := m.SubmittedAt
	if m.open() {
		at = at.Add(graceOfCall)
	}
	return !began.After(at)
}

// arrived reports whether being listed alone proves that the template was created.
func (m MessageTemplate) arrived() bool { return m.Status == StatusSubmitting && m.ExternalID == "" }

// Editable reports whether the template may be changed now; reason is a code when not, until when that ends by itself.
func (m MessageTemplate) Editable(now time.Time) (ok bool, reason string, until time.Time) {
	switch m.Status {
	case StatusApproved, "REJECTED", "PAUSED":
	default:
		return false, "template_state", time.Time{}
	}
	if !m.Writable() {
		return false, "template_unsupported", time.Time{}
	}
	if m.Status != StatusApproved {
		return true, "", time.Time{}
	}
	recent := recentEdits(m.Edits, now)
	if n := len(recent); n > 0 && now.Before(recent[n-1].Add(editPause)) {
		until = recent[n-1].Add(editPause)
	}
	if n := len(recent); n >= editsMost {
		until = recent[n-editsMost].Add(editWindow)
	}
	if !until.IsZero() {
		return false, "template_edited_often", until
	}
	return true, "", time.Time{}
}

// recentEdits keeps the edits that still count.
func recentEdits(edits []time.Time, now time.Time) []time.Time {
	out := []time.Time{}
	for _, at := range edits {
		if now.Before(at.Add(editWindow)) {
			out = append(out, at)
		}
	}
	return out
}

// renewable says whether a row of the same name and language gives way to a new template.
func (m MessageTemplate) renewable(now time.Time) error {
	switch {
	case m.Status == StatusNotCreated:
		return nil
	case m.Status == StatusDeleted && !now.Before(m.UpdatedAt.Add(nameBlocked)):
		return nil
	case m.Status == StatusDeleted:
		return ErrTemplateDeleted
	case m.open():
		return ErrTemplateBusy
	default:
		return ErrTemplateExists
	}
}

// submitted is the template as it is while the network is asked to create it.
func (m MessageTemplate) submitted(f TemplateForm, components json.RawMessage, now time.Time) MessageTemplate {
	m.Name, m.Language, m.Category, m.Status = f.Name, f.Language, f.Category, StatusSubmitting
	m.ExternalID, m.Quality, m.RejectedReason, m.PausedReason, m.PausedUntil = "", "", "", "", time.Time{}
	m.ParameterFormat, m.Components, m.Attachment = f.ParameterFormat(), components, f.Header.Attachment
	m.SubmittedAt, m.Edits = now, nil
	return m
}

// edited is the template after the network has taken new parts for it.
func (m MessageTemplate) edited(f TemplateForm, components json.RawMessage) MessageTemplate {
	m.Category, m.ParameterFormat, m.Components, m.Attachment = f.Category, f.ParameterFormat(), components, f.Header.Attachment
	m.RejectedReason = ""
	return m
}
