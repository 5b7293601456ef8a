package contact

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Where the moments of a timeline come from; of the same time they stand in this order of names.
const (
	FromConsents     = "consent"
	FromMerges       = "merge"
	FromMessages     = "message"
	FromSuppressions = "suppression"
)

// MomentKind is what happened.
type MomentKind string

// The kinds of moments.
const (
	MomentIn         MomentKind = "message_in"
	MomentOut        MomentKind = "message_out"
	MomentBlast      MomentKind = "blast"
	MomentConsent    MomentKind = "consent"
	MomentSuppressed MomentKind = "suppressed"
	MomentMerged     MomentKind = "merged"
)

// Moment is one thing that happened between a contact and the workspace. Which of the fields are filled in depends on the kind.
type Moment struct {
	Kind         MomentKind
	From         string // one of the From constants
	ID           string // tells moments of one origin apart
	At           time.Time
	Conversation string
	Type         string // of a message
	State        string // of a message that went out, or of a consent
	Reason       string // why a message did not go out, or of a suppression
	Blast        string
	Name         string // of a blast, or of the contact that was merged
	Purpose      Purpose
	Source       string
	Actor        string
}

// Before is a place in a timeline; what is older stands behind it.
type Before struct {
	At   int64  `json:"a"`
	From string `json:"f"`
	ID   string `json:"i"`
}

// Of says below which (time, id) the moments of one origin stand behind the place.
func (b Before) Of(from string) (at int64, id string) {
	switch c := cmp.Compare(from, b.From); {
	case c < 0:
		return b.At + 1, noID
	case c > 0:
		return b.At, noID
	}
	return b.At, b.ID
}

// Teller knows moments of contacts: up to limit of them, the newest first, behind a place.
type Teller interface {
	Moments(ctx context.Context, q wsdb.Query, contact ID, before Before, limit int) ([]Moment, error)
}

// BlastNames says what blasts are called; those that are not there are left out.
type BlastNames interface {
	Names(ctx context.Context, q wsdb.Query, ids []string) (map[string]string, error)
}

// Tell names who else knows moments of contacts. It is called once, before any request.
func (s *Service) Tell(names BlastNames, list ...Teller) { s.names, s.tellers = names, list }

// Timeline returns a page of what happened between a contact and the workspace, the newest first. It fails with ErrNotFound.
func (s *Service) Timeline(ctx context.Context, q wsdb.Query, contact ID, req page.Request) (out page.Page[Moment], err error) {
	before := Before{At: math.MaxInt64 - 1, From: "~", ID: aboveIDs}
	if _, err := req.Cursor.Decode(&before); err != nil {
		return out, err
	}
	r, err := s.one(ctx, q, contact)
	if err != nil {
		return out, err
	}
	limit := req.Size() + 1
	all := r.suppressedMoment(before)
	for _, tell := range append([]func(context.Context, wsdb.Query, ID, Before, int) ([]Moment, error){s.consentMoments, s.mergeMoments}, s.told()...) {
		list, err := tell(ctx, q, contact, before, limit)
		if err != nil {
			return out, err
		}
		all = append(all, list...)
	}
	slices.SortFunc(all, func(a, b Moment) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.From, a.From), cmp.Compare(b.ID, a.ID))
	})
	out = page.Cut(all[:min(len(all), limit)], req.Size(), func(m Moment) any {
		return Before{At: clock.Micros(m.At), From: m.From, ID: m.ID}
	})
	return out, s.nameBlasts(ctx, q, out.Items)
}

func (s *Service) told() (list []func(context.Context, wsdb.Query, ID, Before, int) ([]Moment, error)) {
	for _, t := range s.tellers {
		list = append(list, t.Moments)
	}
	return list
}

func (s *Service) nameBlasts(ctx context.Context, q wsdb.Query, list []Moment) error {
	var ids []string
	for _, m := range list {
		if m.Blast != "" {
			ids = append(ids, m.Blast)
		}
	}
	if len(ids) == 0 || s.names == nil {
		return nil
	}
	names, err := s.names.Names(ctx, q, ids)
	for i := range list {
		if list[i].Blast != "" {
			list[i].Name = names[list[i].Blast]
		}
	}
	return err
}

// suppressedMoment is the order that holds; of those that were lifted nothing is kept but that they were.
func (r *record) suppressedMoment(before Before) []Moment {
	at, _ := before.Of(FromSuppressions)
	if r.SuppressedAt == 0 || r.SuppressedAt >= at {
		return nil
	}
	return []Moment{{Kind: MomentSuppressed, From: FromSuppressions, ID: r.ID.String(), At: clock.Time(r.SuppressedAt), Reason: r.SuppressedReason}}
}

const consentMoments = `
	SELECT purpose, at, state, source, actor FROM consent_change
	WHERE contact_id = $1 AND (at, purpose) < ($2, $3) ORDER BY at DESC, purpose DESC LIMIT $4`

func (s *Service) consentMoments(ctx context.Context, q wsdb.Query, contact ID, before Before, limit int) (list []Moment, err error) {
	at, after := before.Of(FromConsents)
	rows, err := q.Query(ctx, consentMoments, contact, at, after, limit)
	if err != nil {
		return nil, fmt.Errorf("timeline: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c change
		if err := rows.Scan(&c.Purpose, &c.At, &c.State, &c.Source, &c.Actor); err != nil {
			return nil, fmt.Errorf("timeline: %w", err)
		}
		list = append(list, Moment{
			Kind: MomentConsent, From: FromConsents, ID: c.Purpose, At: clock.Time(c.At),
			Purpose: Purpose(c.Purpose), State: string(stateOf(c.State)), Source: c.Source, Actor: c.Actor,
		})
	}
	return list, rows.Err()
}

const mergeMoments = `
	SELECT gone_id, at, actor, was FROM contact_merge
	WHERE kept_id = $1 AND (at, gone_id) < ($2, $3) ORDER BY at DESC, gone_id DESC LIMIT $4`

func (s *Service) mergeMoments(ctx context.Context, q wsdb.Query, contact ID, before Before, limit int) (list []Moment, err error) {
	at, after := before.Of(FromMerges)
	rows, err := q.Query(ctx, mergeMoments, contact, at, after, limit)
	if err != nil {
		return nil, fmt.Errorf("timeline: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var (
			gone ID
			us   int64
			was  string
			r    record
			m    = Moment{Kind: MomentMerged, From: FromMerges}
		)
		if err := rows.Scan(&gone, &us, &m.Actor, &was); err != nil {
			return nil, fmt.Errorf("timeline: %w", err)
		}
		if err := json.Unmarshal([]byte(was), &r); err != nil {
			return nil, fmt.Errorf("timeline: %w", err)
		}
		m.ID, m.At, m.Name = gone.String(), clock.Time(us), r.Name
		if m.Name == "" && r.Phone != nil {
			m.Name = phone.Number(*r.Phone).Display()
		}
		list = append(list, m)
	}
	return list, rows.Err()
}
