package erase

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Reason is why a request is held, refused or takes longer. Who asked is told it in words.
type Reason string

// The reasons.
const (
	Dispute       Reason = "dispute"        // it is disputed whose the data is, or whether it may go
	LegalOrder    Reason = "legal_order"    // a law or an authority asks for the data to stay
	NotOwner      Reason = "not_owner"      // who asked does not own what they ask to be deleted
	NotIdentified Reason = "not_identified" // who asked did not show who they are
	Duplicate     Reason = "duplicate"      // another request is about the same
	Complex       Reason = "complex"        // it is much, or intertwined; for more time only
	Other         Reason = "other"
)

// Reasons are those of holds and refusals.
func Reasons() []Reason {
	return []Reason{Dispute, LegalOrder, NotOwner, NotIdentified, Duplicate, Other}
}

// ExtensionReasons are those of more time.
func ExtensionReasons() []Reason {
	return []Reason{Complex, Dispute, LegalOrder, NotIdentified, Other}
}

// Told is the reason of a refusal or a hold as anybody may read it, and empty in other states. What is no reason of a list is Other.
func (r *Request) Told() Reason {
	if r.State != Refused && r.State != OnHold {
		return ""
	}
	if reasonText("en", Reason(r.Reason)) == "" {
		return Other
	}
	return Reason(r.Reason)
}

// Decision is what an operator decides, and why.
type Decision struct {
	By     audit.Thing
	Reason Reason
	Note   string // for operators only
}

const (
	maxNote   = 500 // characters
	maxHold   = 90 * 24 * time.Hour
	maxLonger = 60 // days
	afterHold = 72 * time.Hour
)

// What a step tells that moves nothing.
const (
	stepApproval  = "approval"
	stepExtension = "extension"
)

// check says whether a decision can be one.
func (d *Decision) check(reasons []Reason) error {
	d.Note = strings.TrimSpace(d.Note)
	if utf8.RuneCountInString(d.Note) > maxNote {
		return ErrNote.WithField("note", ErrNote.Code, ErrNote.Detail)
	}
	if reasons != nil && !slices.Contains(reasons, d.Reason) {
		return ErrWhy.WithField("reason", ErrWhy.Code, ErrWhy.Detail)
	}
	return nil
}

// keep writes the note of a decision down.
func (d *Decision) keep(r *Request, now time.Time) {
	if d.Note != "" {
		r.Desk.Notes = append(r.Desk.Notes, Note{At: now, By: d.By.String(), Text: d.Note})
	}
}

// Hold keeps a deletion from being carried out until somebody releases it, or a moment, at most 90 days ahead, when it goes on by itself.
func (s *Service) Hold(ctx context.Context, request ID, d Decision, review time.Time) (Request, error) {
	now := s.d.Clock.Now()
	if !review.After(now) || review.After(now.Add(maxHold)) {
		return Request{}, ErrReview.WithField("review_on", ErrReview.Code, ErrReview.Detail)
	}
	if err := d.check(Reasons()); err != nil {
		return Request{}, err
	}
	return s.decide(ctx, request, d, audit.ErasureHeld, OnHold, []State{Grace}, func(r *Request) { r.Desk.ReviewAt = review })
}

// Day reads a date as people write it: the moment at which the day begins where the business is.
func Day(text string) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, text, jakarta)
}

// Release ends a hold. Nothing is deleted at once.
func (s *Service) Release(ctx context.Context, request ID, d Decision) (Request, error) {
	d.Reason = ""
	if err := d.check(nil); err != nil {
		return Request{}, err
	}
	now := s.d.Clock.Now()
	r, err := s.decide(ctx, request, d, audit.ErasureReleased, Grace, []State{OnHold}, func(r *Request) { r.goOn(now) })
	s.Wake()
	return r, err
}

// goOn lets a held request run anew. There are three days to object, except where the network asked, which is owed it without delay.
func (r *Request) goOn(now time.Time) {
	r.Desk.ReviewAt, r.GraceTill = time.Time{}, now
	if r.Way != ByMeta {
		r.GraceTill = now.Add(afterHold)
	}
}

// review lets a request go on whose hold has had its time.
func (s *Service) review(ctx context.Context, request ID) error {
	_, err := s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		if r.State != OnHold || !r.due(tx.Now()) {
			return ErrState
		}
		r.goOn(tx.Now())
		return errors.Join(move(ctx, tx, r, "", "", Grace), record(ctx, tx, r, audit.ErasureReleased, audit.Thing{}))
	})
	return err
}

// Refuse ends a request that must not be carried out.
func (s *Service) Refuse(ctx context.Context, request ID, d Decision) (Request, error) {
	if err := d.check(Reasons()); err != nil {
		return Request{}, err
	}
	from := []State{Acknowledged, Identity, Verified, Planned, Grace, OnHold}
	r, err := s.decide(ctx, request, d, audit.ErasureRefused, Refused, from, func(r *Request) { r.Desk.ReviewAt = time.Time{} })
	if err == nil && r.Report.Stopped {
		err = s.d.Around.Thaw(ctx, r.Workspace)
	}
	return r, err
}

// decide moves a request that is in one of some states.
func (s *Service) decide(ctx context.Context, request ID, d Decision, action audit.Action, to State, from []State, also func(r *Request)) (Request, error) {
	return s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		if !slices.Contains(from, r.State) {
			return ErrState
		}
		also(r)
		d.keep(r, tx.Now())
		if err := move(ctx, tx, r, d.By.String(), string(d.Reason), to); err != nil {
			return err
		}
		return record(ctx, tx, r, action, d.By)
	})
}

// Extend gives a request up to 60 days more, once. Who asked sees it with the reason.
func (s *Service) Extend(ctx context.Context, request ID, d Decision, days int) (Request, error) {
	if days < 1 || days > maxLonger {
		return Request{}, ErrLonger.WithField("days", ErrLonger.Code, ErrLonger.Detail)
	}
	if err := d.check(ExtensionReasons()); err != nil {
		return Request{}, err
	}
	return s.change(ctx, id.Workspace{}, request, func(tx *sysdb.Tx, r *Request) error {
		if !slices.Contains([]State{Identity, Planned, Grace, OnHold, Unproven}, r.State) {
			return ErrState
		}
		if r.Desk.Extension != nil {
			return ErrExtended
		}
		r.Desk.Extension = &Extension{Days: days, Reason: d.Reason, At: tx.Now()}
		d.keep(r, tx.Now())
		if err := remark(ctx, tx, r, d.By.String(), stepExtension); err != nil {
			return err
		}
		return record(ctx, tx, r, audit.ErasureExtended, d.By)
	})
}
