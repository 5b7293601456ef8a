package erase

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Hasher makes keyed hashes; a crypt.Box is one.
type Hasher interface {
	KeyedHash(purpose string, data []byte) []byte
}

// Contacts removes contacts with all that package contact keeps of them.
type Contacts interface {
	Erase(ctx context.Context, tx *wsdb.Tx, c contact.ID) (int64, error)
	EraseMany(ctx context.Context, tx *wsdb.Tx, list []contact.ID) (int64, error)
	// ForgetHandles takes ids by which accounts know contacts away from contacts that stay.
	ForgetHandles(ctx context.Context, tx *wsdb.Tx, handles []string) (int64, error)
	// ForgetFields removes the indexes of custom fields, whose names are the fields'.
	ForgetFields(ctx context.Context, tx *wsdb.Tx) error
}

// Totals are what reports are made of.
type Totals interface {
	// ThinGone leaves of totals whose rows are gone only those of ten and more; stops says whether those of people who said stop are meant too.
	ThinGone(ctx context.Context, ws id.Workspace, stops bool) error
}

// Around is what happens to a workspace outside of its rows.
type Around interface {
	// Freeze ends what works on the data of a scope: blasts, imports, what waits to be sent, and for a whole workspace all sending. It says
	// whether it was this that stopped all sending.
	Freeze(ctx context.Context, ws id.Workspace, s Scope) (stopped bool, err error)
	// Thaw lets a workspace go on whose deletion was called off.
	Thaw(ctx context.Context, ws id.Workspace) error
	// Resume has what waited for the end of a deletion looked at.
	Resume(ws id.Workspace)
	// Revoke gives back what the networks gave. What fails is said and stops nothing.
	Revoke(ctx context.Context, ws id.Workspace, s Scope) ([]Outcome, error)
}

// Outbox is the door out.
type Outbox interface {
	Add(ctx context.Context, tx *wsdb.Tx, reqs []outbox.Request) ([]outbox.Send, error)
}

// Arrivals is what comes in from the networks.
type Arrivals interface {
	// Settle has everything handled that has come in to a workspace.
	Settle(ctx context.Context, ws id.Workspace) error
	// ForgetPerson and ForgetChannel keep out what happened before a moment and is told afterwards.
	ForgetPerson(ctx context.Context, tx *wsdb.Tx, a channel.Address, before time.Time) error
	ForgetChannel(ctx context.Context, tx *wsdb.Tx, ch channel.ID, before time.Time) error
}

// Deps are what a Service needs.
type Deps struct {
	System   *sysdb.DB
	DB       *wsdb.DB
	Clock    clock.Clock
	Log      *slog.Logger
	Hasher   Hasher
	Blobs    *blob.Store
	Accounts *account.Service
	Texts    *textindex.Index
	Contacts Contacts
	Totals   Totals
	Around   Around
	Arrivals Arrivals
	Ledger   *ledger.Ledger
	DataDir  string
	Version  string
	Outbox   Outbox
	Mail     Mail
	// Tell lets open windows of a workspace know that a deletion has come or gone.
	Tell func(ctx context.Context, ws id.Workspace)
	// PublicURL is where this installation is reached.
	PublicURL string
	// Language is that of a workspace.
	Language func(ctx context.Context, q wsdb.Query) (string, error)
	// Told, if set, is called in the transaction in which the workspace hears that data of it is gone.
	Told func(ctx context.Context, tx *wsdb.Tx, ws id.Workspace) error
	// Backups says until when a backup can be read that may hold what a line of the ledger says is gone from a workspace; zero when there is none.
	Backups func(ctx context.Context, ws id.Workspace, line int64) (time.Time, error)
	// GiveUp makes those backups unreadable for the workspace and says how many they were; Renew has a new one made.
	GiveUp func(ctx context.Context, ws id.Workspace, line int64) (int, error)
	Renew  func()
}

// Service keeps the register of deletions and carries them out.
type Service struct {
	d     Deps
	wake  chan struct{}
	asked chan struct{} // something came from outside
	// carrying is held while a deletion is carried out: one at a time, drills too.
	carrying sync.Mutex
	mu       sync.Mutex
	busy     map[id.Workspace]bool
	skip     func(table string) bool // leaves a step of a deletion out: with it tests show that the verification notices
}

// New makes a Service. Run must be called for anything to be carried out.
func New(d Deps) *Service {
	if d.Tell == nil {
		d.Tell = func(context.Context, id.Workspace) {}
	}
	if d.Backups == nil {
		d.Backups, d.GiveUp, d.Renew = noBackups, noPoints, func() {}
	}
	return &Service{d: d, wake: make(chan struct{}, 1), asked: make(chan struct{}, 1), busy: map[id.Workspace]bool{}}
}

// Preview counts what a scope would come to and changes nothing.
func (s *Service) Preview(ctx context.Context, ws id.Workspace, scope Scope) (Plan, error) {
	if err := scope.check(); err != nil {
		return Plan{}, err
	}
	p := Plan{Lines: []Line{}, At: s.d.Clock.Now()}
	g := scope.given(p.At)
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		if err := known(ctx, q, scope); err != nil {
			return err
		}
		for _, w := range scope.work() {
			if scope.Whole && w.set != "" && w.table != "channel" && w.table != "inbound" {
				continue // rows that are counted as deleted elsewhere
			}
			l, err := w.count(ctx, q, g)
			if err != nil {
				return err
			}
			if scope.Whole {
				l.Method, l.Reason, l.Files = Delete, "", 0 // files are counted as they go
			}
			if l.Rows > 0 {
				p.Lines = append(p.Lines, l)
			}
		}
		return nil
	})
	if err != nil {
		return Plan{}, err
	}
	if !scope.Contact.IsZero() {
		p.Lines = append(p.Lines, Line{Category: "C3", Table: "contact", Method: Delete, Rows: 1})
	}
	gone, _ := p.Rows()
	p.Seconds = 5 + gone/rowsPerSecond
	if scope.Whole {
		p.Seconds = 10
	}
	p.Hash, err = p.sum(scope)
	return p, err
}

// rowsPerSecond is how fast rows go while others work (measured, docs/proofs.md).
const rowsPerSecond = 2000

// known fails when the contact of a scope is not there.
func known(ctx context.Context, q wsdb.Query, scope Scope) error {
	if scope.Contact.IsZero() {
		return nil
	}
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM contact WHERE id = $1`, scope.Contact).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return contact.ErrNotFound
	}
	return nil
}

// sum is what is agreed to: half of it stands for the scope, which must be the same, half for the lines, which may drift.
func (p *Plan) sum(scope Scope) (string, error) {
	about, err := json.Marshal(scope)
	if err != nil {
		return "", err
	}
	lines, err := json.Marshal(p.Lines)
	a, b := sha256.Sum256(about), sha256.Sum256(lines)
	return hex.EncodeToString(a[:16]) + hex.EncodeToString(b[:16]), err
}

// sameScope says whether two sums are of plans of one scope.
func sameScope(a, b string) bool { return len(a) == 64 && len(b) == 64 && a[:32] == b[:32] }

// put stores a new request together with its first steps. A repeat of one that came with the same key is answered with the first.
func (s *Service) put(ctx context.Context, r *Request, repeat string, first func(tx *sysdb.Tx) error) error {
	if err := r.Scope.check(); err != nil {
		return err
	}
	r.ID = id.New[Request]()
	if r.code == "" {
		r.code = newCode()
	}
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		if repeat != "" {
			before, err := find(ctx, tx, byRepeat, repeat)
			if err == nil {
				*r = before
				return nil
			}
			if !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		if err := alone(ctx, tx, r); err != nil {
			return err
		}
		r.Received = tx.Now()
		if err := insert(ctx, tx, r, s.codeHash(r.code), repeat); err != nil {
			return err
		}
		return first(tx)
	})
}

// alone makes that one deletion of the same data is under way at a time.
func alone(ctx context.Context, q sysdb.Query, r *Request) error {
	open, err := list(ctx, q, openRequests)
	if err != nil {
		return err
	}
	for i := range open {
		o := &open[i]
		if o.ID == r.ID || o.State == Acknowledged || o.State == Identity {
			continue // what nobody has proven is in nobody's way
		}
		if r.Workspace.IsZero() || o.Workspace != r.Workspace || !o.LiveAt.IsZero() || !o.Scope.overlaps(r.Scope) {
			continue
		}
		// A whole workspace takes what is narrower along. What Meta asks does not wait for what an owner may still call off.
		if r.Scope.Whole && !o.Scope.Whole || r.Way == ByMeta && o.State != Executing && o.State != Verifying {
			continue
		}
		return ErrRunning
	}
	return nil
}

func (s Scope) overlaps(o Scope) bool {
	if s.Whole || o.Whole {
		return true
	}
	if !s.Contact.IsZero() || !o.Contact.IsZero() {
		return s.Contact == o.Contact
	}
	if s.Channel != o.Channel && !s.Channel.IsZero() && !o.Channel.IsZero() {
		return false
	}
	for _, c := range s.Categories {
		for _, d := range o.Categories {
			if c == d {
				return true
			}
		}
	}
	return false
}

// Cancel calls a deletion off while its grace runs. It fails with ErrState afterwards.
func (s *Service) Cancel(ctx context.Context, ws id.Workspace, request ID, actor audit.Thing) (Request, error) {
	r, err := s.change(ctx, ws, request, func(tx *sysdb.Tx, r *Request) error {
		if r.State != Grace && r.State != OnHold && r.State != Planned {
			return ErrState
		}
		if err := move(ctx, tx, r, actor.String(), "", Cancelled); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: audit.ErasureCancelled, Actor: actor, Workspace: r.Workspace, Subject: audit.Ref(r.ID)})
	})
	if err == nil && r.Report.Stopped {
		err = s.d.Around.Thaw(ctx, r.Workspace)
	}
	if err == nil {
		s.d.Tell(ctx, r.Workspace)
	}
	return r, err
}

// halt stops all sending of a workspace that will be deleted as a whole, and remembers whether it was this that stopped it.
func (s *Service) halt(ctx context.Context, r *Request) error {
	if !r.Scope.Whole {
		return nil
	}
	stopped, err := s.d.Around.Freeze(ctx, r.Workspace, r.Scope)
	if err != nil || !stopped {
		return err
	}
	code := r.code
	*r, err = s.change(ctx, r.Workspace, r.ID, func(tx *sysdb.Tx, now *Request) error {
		now.Report.Stopped = true
		return save(ctx, tx, now)
	})
	r.code = code
	return err
}

// change edits a request; ws is zero for the operator, who sees all.
func (s *Service) change(ctx context.Context, ws id.Workspace, request ID, fn func(tx *sysdb.Tx, r *Request) error) (r Request, err error) {
	err = s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		if r, err = find(ctx, tx, getRequest, request); err != nil {
			return err
		}
		if !ws.IsZero() && r.Workspace != ws {
			return ErrNotFound
		}
		return fn(tx, &r)
	})
	return r, err
}

// Get reads a request with its steps; ws is zero for the operator.
func (s *Service) Get(ctx context.Context, ws id.Workspace, request ID) (r Request, way []Step, err error) {
	err = s.d.System.Read(ctx, func(q sysdb.Query) error {
		if r, err = find(ctx, q, getRequest, request); err != nil {
			return err
		}
		if !ws.IsZero() && r.Workspace != ws {
			return ErrNotFound
		}
		way, err = steps(ctx, q, r.ID)
		return err
	})
	return r, way, err
}

// List reads the requests of a workspace, or for the operator the last of all, the newest first.
func (s *Service) List(ctx context.Context, ws id.Workspace) (out []Request, err error) {
	err = s.d.System.Read(ctx, func(q sysdb.Query) error {
		if ws.IsZero() {
			out, err = list(ctx, q, everyRequest)
		} else {
			out, err = list(ctx, q, ofWorkspace, ws)
		}
		return err
	})
	return out, err
}

// newCode is what leads to the status page: 26 characters of base32, 130 bits.
func newCode() string { return strings.ToLower(rand.Text()) }

func (s *Service) codeHash(code string) string {
	return hex.EncodeToString(s.d.Hasher.KeyedHash("erasure.code", []byte(strings.ToLower(strings.TrimSpace(code)))))
}

// Wake has the requests looked at at once.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
