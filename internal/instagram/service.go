package instagram

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	network "github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Leaver is told when an account leaves, in the transaction that ends its channel: what waits to be sent for it can be cancelled there.
type Leaver interface {
	AccountLeft(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error
}

// Collector keeps what accounts' events told, and deletes what it has of one. Both counts are of the same things.
type Collector interface {
	Collected(ctx context.Context, q wsdb.Query, ch channel.ID) (int64, error)
	EraseAccount(ctx context.Context, tx *wsdb.Tx, ch channel.ID) (int64, error)
}

// Pictures keeps copies of pictures.
type Pictures interface {
	Store(ctx context.Context, ws id.Workspace, r io.Reader, m library.Meta) (library.Attachment, error)
	Delete(ctx context.Context, ws id.Workspace, a library.ID) error
}

// Deps are what a Service needs. Secrets are those of the Meta app and of the Instagram app: which of them signs a notice is not
// documented (Meta docs, data deletion callback, read 2026-11).
type Deps struct {
	System   *sysdb.DB
	DB       *wsdb.DB
	Clock    clock.Clock
	Log      *slog.Logger
	Events   *event.Log
	Network  *network.Connector
	Channels *channel.Service
	Pictures Pictures
	Secrets  []secret.String
	Setup    Setup
	MayGrow  func(ctx context.Context, ws id.Workspace) error // nil allows it; fails while the licence has ended
}

// Setup is what the operator enters at Meta.
type Setup struct {
	PublicURL   string
	VerifyToken secret.String
	AppID       string
}

// Service keeps the accounts of all workspaces.
type Service struct {
	d          Deps
	leavers    []Leaver
	collectors []Collector
	visits     *httpapi.Limiter
}

// New makes a Service, which from then on hears of dead tokens and of channels that leave.
func New(d Deps) *Service {
	s := &Service{d: d, visits: httpapi.NewLimiter(d.Clock, 1, 30)}
	d.Network.Watch(s.dead)
	d.Channels.TellLeavers(s)
	return s
}

// Attach tells the service who works with accounts. A Leaver that is also a Collector is both. It is called before anything else.
func (s *Service) Attach(leavers ...Leaver) {
	for _, l := range leavers {
		s.leavers = append(s.leavers, l)
		if c, ok := l.(Collector); ok {
			s.collectors = append(s.collectors, c)
		}
	}
}

// Jobs registers what works in the background.
func (s *Service) Jobs(r *queue.Registry) {
	queue.Register(r, func(ctx context.Context, j CareAccount) error { return s.Care(ctx, j.Workspace, j.Channel) })
	queue.Register(r, func(ctx context.Context, j LeaveAccount) error { return s.leave(ctx, j.Workspace, j.Channel) })
}

// Entry is an account with its channel and what is kept of its events.
type Entry struct {
	Account

	Chan      channel.Channel
	Collected int64
}

// List returns the accounts of a workspace, oldest first. One whose data was deleted is not among them.
func (s *Service) List(ctx context.Context, q wsdb.Query) ([]Entry, error) {
	all, err := s.d.Channels.List(ctx, q)
	if err != nil {
		return nil, err
	}
	known, err := listAccounts(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for i := range all {
		a, ok := known[all[i].ID]
		if all[i].Kind != channel.Instagram || !ok && all[i].State == channel.Disconnected {
			continue
		}
		e, err := s.entry(ctx, q, a, all[i])
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// Expiring counts the accounts whose access ends within a week although it should have been renewed long ago.
func (s *Service) Expiring(ctx context.Context, q wsdb.Query) (n int, err error) {
	all, err := s.List(ctx, q)
	for i := range all {
		if all[i].Chan.State == channel.Connected && all[i].Expiring(s.d.Clock.Now()) {
			n++
		}
	}
	return n, err
}

// LastLeft is when an account left last; zero if none has.
func (s *Service) LastLeft(ctx context.Context, q wsdb.Query) (time.Time, error) {
	var at int64
	err := q.QueryRow(ctx, `SELECT COALESCE(MAX(left_at), 0) FROM instagram_account`).Scan(&at)
	return clock.Time(at), err
}

// Get returns an account or ErrNotFound.
func (s *Service) Get(ctx context.Context, q wsdb.Query, ch channel.ID) (Entry, error) {
	c, err := s.d.Channels.Get(ctx, q, ch)
	if errors.Is(err, channel.ErrNotFound) || err == nil && c.Kind != channel.Instagram {
		return Entry{}, ErrNotFound
	}
	if err != nil {
		return Entry{}, err
	}
	a, err := findAccount(ctx, q, ch)
	if err != nil {
		return Entry{}, err
	}
	if a.Channel.IsZero() && c.State == channel.Disconnected {
		return Entry{}, ErrNotFound
	}
	return s.entry(ctx, q, a, c)
}

func (s *Service) entry(ctx context.Context, q wsdb.Query, a Account, c channel.Channel) (Entry, error) {
	a.Channel = c.ID
	if a.Username == "" {
		a.Username = c.VerifiedName
	}
	e := Entry{Account: a, Chan: c}
	var err error
	if e.Collected, err = s.d.Channels.RawEvents(ctx, q, c.ID); err != nil {
		return e, err
	}
	for _, k := range s.collectors {
		n, err := k.Collected(ctx, q, c.ID)
		if err != nil {
			return e, err
		}
		e.Collected += n
	}
	return e, nil
}

// HandleEvents implements channel.Handler: it notes that events come in.
func (s *Service) HandleEvents(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, _ []channel.Event) error {
	if ch.Kind != channel.Instagram {
		return nil
	}
	return noteEvent(ctx, tx, ch.ID)
}

// changed lets those who look at the account see the change.
func (s *Service) changed(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	return s.d.Events.Append(ctx, tx, event.ChannelChanged, ch.String(), nil)
}

// codeOf is what is kept of an error.
func codeOf(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Code
	}
	return "internal"
}

// person is who begins or ends a consent.
type person struct {
	session account.SessionID
	user    account.UserID
}

func personOf(p account.Principal) person { return person{p.Session.ID, p.User.ID} }

// Purge removes consents and notices that are over.
func (s *Service) Purge(ctx context.Context) error {
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		return errors.Join(purgeLogins(ctx, tx, tx.Now().Add(-datamap.ConsentLife)), purgeNotices(ctx, tx, tx.Now().Add(-datamap.NoticeLife)))
	})
}
