package comment

import (
	"context"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Contacts is what rules ask the contacts, and write down there.
type Contacts interface {
	ResolveAll(ctx context.Context, tx *wsdb.Tx, addrs []contact.Address) ([]contact.ID, error)
	Link(ctx context.Context, tx *wsdb.Tx, contact contact.ID, a contact.Address) (whose contact.ID, err error)
	HandleOn(ctx context.Context, q wsdb.Query, contact contact.ID, channel string) (string, error)
	Talked(ctx context.Context, q wsdb.Query, handles []string) (map[string]bool, error)
	HandlesNamed(ctx context.Context, q wsdb.Query, usernames []string) ([]contact.Handle, error)
	CheckAnswers(ctx context.Context, q wsdb.Query, a contact.Answers) (contact.Answers, error)
	Supplement(ctx context.Context, tx *wsdb.Tx, contact contact.ID, a contact.Answers) error
	LearnPhone(ctx context.Context, tx *wsdb.Tx, contact contact.ID, number phone.Number) (contact.ID, error)
	SamePerson(ctx context.Context, tx *wsdb.Tx, contact, other contact.ID) error
	SetConsent(ctx context.Context, tx *wsdb.Tx, contact contact.ID, p contact.Purpose, granted bool, source, actor string) error
	Group(ctx context.Context, q wsdb.Query, group contact.GroupID) (contact.Group, error)
	Join(ctx context.Context, tx *wsdb.Tx, group contact.GroupID, ids []contact.ID) (int64, error)
}

// Outbox is the door out, and the ledger behind it.
type Outbox interface {
	Add(ctx context.Context, tx *wsdb.Tx, reqs []outbox.Request) ([]outbox.Send, error)
	Known(ctx context.Context, q wsdb.Query, key string) (bool, error)
	ByKeys(ctx context.Context, q wsdb.Query, keys []string) (map[string]outbox.Send, error)
	Get(ctx context.Context, q wsdb.Query, ids []outbox.ID) (map[outbox.ID]outbox.Send, error)
	Hold(ctx context.Context, tx *wsdb.Tx, o outbox.Origin, reason string) (int, error)
	HoldSends(ctx context.Context, tx *wsdb.Tx, sends []outbox.Send, reason string) error
	Release(ctx context.Context, tx *wsdb.Tx, o outbox.Origin, reason string) (int, error)
	Skip(ctx context.Context, tx *wsdb.Tx, o outbox.Origin, reason string) (int, error)
	SkipOn(ctx context.Context, tx *wsdb.Tx, ch channel.ID, kind, reason string) (int, error)
	Drop(ctx context.Context, tx *wsdb.Tx, ids []outbox.ID) error
	Reassign(ctx context.Context, tx *wsdb.Tx, sends []outbox.ID, to contact.ID, stay []string) error
	PrivateLine(ctx context.Context, q wsdb.Query, ch channel.ID) (waiting int, last time.Time, err error)
}

// Channels opens channels.
type Channels interface {
	Get(ctx context.Context, q wsdb.Query, ch channel.ID) (channel.Channel, error)
	List(ctx context.Context, q wsdb.Query) ([]channel.Channel, error)
	Session(ctx context.Context, ws id.Workspace, ch channel.ID) (channel.Session, error)
}

// Network is Instagram.
type Network interface {
	Posts(ctx context.Context, s channel.Session, after string) ([]instagram.Post, string, error)
	Post(ctx context.Context, s channel.Session, post string) (instagram.Post, error)
	Comments(ctx context.Context, s channel.Session, p instagram.Post, after string) ([]instagram.ListedComment, string, error)
	Person(ctx context.Context, s channel.Session, who channel.Address) (instagram.Person, error)
	Hide(ctx context.Context, s channel.Session, comment string, hide bool) error
	Delete(ctx context.Context, s channel.Session, comment string) error
	Validate(c channel.Content) error
}

// Ingest takes comments that were found in a list as if they had been delivered.
type Ingest interface {
	Store(ctx context.Context, frags []channel.Fragment) error
}

// Country says which country code numbers without one have in a workspace ("62").
type Country func(ctx context.Context, q wsdb.Query) (string, error)

// Deps are what a Service needs.
type Deps struct {
	DB       *wsdb.DB
	Clock    clock.Clock
	Events   *event.Log
	Jobs     *job.Service
	Contacts Contacts
	Outbox   Outbox
	Bubbles  outbox.Bubbles
	Channels Channels
	Network  Network
	Ingest   Ingest
	Country  Country
	Accounts func(ctx context.Context) ([]channel.Route, error) // all that are connected, of every workspace
}

// Service keeps comments and rules of all workspaces.
type Service struct {
	d     Deps
	store store

	mu    sync.Mutex
	rules map[id.Workspace]cachedRules
}

// cachedRules are the active rules of a workspace as of a revision.
type cachedRules struct {
	revision string
	rules    []compiled
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{d: d, store: store{engine: d.DB.Engine()}, rules: map[id.Workspace]cachedRules{}}
}

// Jobs registers what this package works on.
func (s *Service) Jobs(r *queue.Registry) {
	queue.Register(r, s.WorkLookUpPost)
	queue.Register(r, s.WorkCheckFollow)
	queue.Register(r, s.WorkSweepAll)
	queue.Register(r, s.WorkSweep)
	r.Every(sweepEvery, SweepAll{})
}

// active returns the compiled rules at work, from memory while none has changed.
func (s *Service) active(ctx context.Context, q wsdb.Query, ws id.Workspace) ([]compiled, error) {
	revision, err := s.store.revision(ctx, q)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	hit, ok := s.rules[ws]
	s.mu.Unlock()
	if ok && hit.revision == revision {
		return hit.rules, nil
	}
	list, err := s.store.active(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]compiled, len(list))
	for i := range list {
		out[i] = compile(list[i])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rules) > 10_000 {
		clear(s.rules)
	}
	s.rules[ws] = cachedRules{revision: revision, rules: out}
	return out, nil
}

// add hands messages of a rule to the outbox. Those of a paused one wait there until it is started again.
func (s *Service) add(ctx context.Context, tx *wsdb.Tx, r *Rule, req outbox.Request) (outbox.ID, error) {
	sends, err := s.d.Outbox.Add(ctx, tx, []outbox.Request{req})
	if err != nil {
		return outbox.ID{}, err
	}
	added := sends[0].ID
	if r.State == Paused {
		err = s.d.Outbox.HoldSends(ctx, tx, sends, outbox.ReasonPaused)
	}
	return added, err
}

func origin(r RuleID) outbox.Origin { return outbox.Origin{Kind: outbox.OriginComment, ID: r.String()} }
