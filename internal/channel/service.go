package channel

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Files gives the bytes of attachments.
type Files interface {
	OpenFile(ctx context.Context, ws id.Workspace, attachment string) (body io.ReadCloser, name, mime string, size int64, err error)
	// Link makes an address under which anybody may fetch an attachment for a while.
	Link(ctx context.Context, ws id.Workspace, attachment string) (address, mime string, size int64, err error)
}

// Deps is what the service works with. Files may be nil: then no files can be sent.
type Deps struct {
	DB         *wsdb.DB
	Clock      clock.Clock
	Log        *slog.Logger
	Events     *event.Log
	Connectors map[Kind]Connector
	Files      Files
	People     People
	Caps       Caps                                                               // nil is none
	Licence    func(ctx context.Context, ws id.Workspace) (licence.Limits, error) // nil allows any number of channels
}

// Caps are the limits per minute, hour and day a workspace has set for new channels; 0 leaves it to the network's defaults.
type Caps func(ctx context.Context, q wsdb.Query) (minute, hour, day int, err error)

// Service keeps the channels of all workspaces, their credentials and their templates.
type Service struct {
	d        Deps
	routes   *Routes
	sessions sessions
	uploads  uploads
	users    TemplateUsers
	bar      func(ctx context.Context, q wsdb.Query) error
	leavers  []Leaver
	unstored unstoredLists
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{d: d, routes: NewRoutes(d.DB.System(), d.Clock)}
	s.unstored.db = d.DB
	s.sessions.open = map[sessionKey]openSession{}
	return s
}

// Attach tells the service who uses templates. It is called before anything else.
func (s *Service) Attach(u TemplateUsers) { s.users = u }

// Bar connects what may refuse every channel with a real network. It is called before anything else.
func (s *Service) Bar(refuse func(ctx context.Context, q wsdb.Query) error) { s.bar = refuse }

// Routes finds channels by the network's ids.
func (s *Service) Routes() *Routes { return s.routes }

// Connector returns the connector of a kind or ErrKind.
func (s *Service) Connector(kind Kind) (Connector, error) {
	c, ok := s.d.Connectors[kind]
	if !ok {
		return nil, ErrKind
	}
	return c, nil
}

// Connect is what a person enters to connect a channel.
type Connect struct {
	Kind       Kind
	Name       string
	AccountID  string
	ExternalID string
	Token      secret.String
	Actor      audit.Thing
	Then       Then // may be nil
}

// Then notes more about a channel in the transaction that keeps it.
type Then func(ctx context.Context, tx *wsdb.Tx, c Channel) error

func (t Then) run(ctx context.Context, tx *wsdb.Tx, c Channel) error {
	if t == nil {
		return nil
	}
	return t(ctx, tx, c)
}

const maxName = 100

func (in Connect) validate() error {
	err := ErrInput
	bad := false
	field := func(ok bool, name, code, detail string) {
		if !ok {
			err, bad = err.WithField(name, code, detail), true
		}
	}
	field(nameOK(in.Name), "name", "channel.name_invalid", "A name has 1 to 100 characters.")
	if in.Kind == CloudAPI {
		field(digits(in.AccountID), "waba_id", "channel.id_invalid", "The id consists of digits.")
		field(digits(in.ExternalID), "phone_number_id", "channel.id_invalid", "The id consists of digits.")
		field(len(in.Token.Reveal()) >= 8 && printable(in.Token.Reveal()), "token", "channel.token_malformed", "This is not an access token.")
	}
	if bad {
		return err
	}
	return nil
}

func nameOK(name string) bool {
	n := utf8.RuneCountInString(name)
	return strings.TrimSpace(name) != "" && n <= maxName && utf8.ValidString(name)
}

func digits(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= 1024
}

// fatal are the checks without which a channel cannot be connected at all: the details themselves are wrong.
var fatal = map[string]bool{"token": true, "token_app": true, "phone": true, "account": true}

// verdict tells what a self-test means: a fault when the details are wrong, else the state the channel gets.
func verdict(checks []Check) (State, string, error) {
	state, reason := Connected, ""
	err, refused := ErrCheckFailed, false
	for _, c := range checks {
		if c.OK || c.Severity != SeverityError {
			continue
		}
		if fatal[c.ID] {
			err, refused = err.WithField(c.ID, c.DetailCode, "This check failed."), true
		}
		if state == Connected {
			state, reason = NeedsAttention, c.DetailCode
		}
	}
	if refused {
		return state, reason, err
	}
	return state, reason, nil
}

// Connect tests the details with the network, takes the account for the workspace and keeps the token sealed. It fails with
// ErrAlreadyConnected while the account is connected anywhere, with licence.ErrChannels when the licence does not allow another, and
// with ErrCheckFailed when the network refuses the details.
// A channel that was disconnected before comes back with its history.
func (s *Service) Connect(ctx context.Context, ws id.Workspace, in Connect) (Channel, []Check, error) {
	connector, err := s.Connector(in.Kind)
	if err != nil {
		return Channel{}, nil, err
	}
	in.Name = strings.TrimSpace(in.Name)
	if err := in.validate(); err != nil {
		return Channel{}, nil, err
	}
	c, err := s.candidate(ctx, ws, in, connector)
	if err != nil {
		return Channel{}, nil, err
	}
	limits, err := s.room(ctx, ws, c)
	if err != nil {
		return Channel{}, nil, err
	}
	checks, facts, err := connector.SelfTest(ctx, Session{Workspace: ws, Channel: c, Token: in.Token})
	if err != nil {
		return Channel{}, checks, err
	}
	if c.State, c.StateReason, err = verdict(checks); err != nil {
		return Channel{}, checks, err
	}
	c.learn(facts)
	if err := s.routes.claim(ctx, ws, c); err != nil {
		return Channel{}, checks, err
	}
	if err := s.keep(ctx, ws, &c, in, limits); err != nil {
		return Channel{}, checks, errors.Join(err, s.routes.release(ctx, ws, c.ID))
	}
	if connector.Capabilities().Templates {
		if _, err := s.SyncTemplates(ctx, ws, c.ID); err != nil {
			s.d.Log.WarnContext(ctx, "templates could not be read at connect; the job reads them later",
				slog.Any("channel", c.ID), slog.String("err", codeOf(err)))
		}
	}
	return c, checks, nil
}

// candidate is the channel as it will be, before the network was asked.
func (s *Service) candidate(ctx context.Context, ws id.Workspace, in Connect, connector Connector) (Channel, error) {
	claimed, err := s.routes.free(ctx, ws, in.Kind, in.ExternalID)
	if err != nil {
		return Channel{}, err
	}
	c := Channel{
		ID: id.New[Channel](), Kind: in.Kind, Name: in.Name, ExternalID: in.ExternalID, AccountID: in.AccountID,
		Quality: "unknown", Limits: connector.Capabilities().DefaultLimits, CreatedAt: s.d.Clock.Now(),
	}
	if !claimed.IsZero() {
		c.ID = claimed
	}
	if c.Limits, err = s.firstLimits(ctx, ws, c.Limits); err != nil {
		return Channel{}, err
	}
	if c.ExternalID == "" { // a network without accounts: the channel is its own
		c.ExternalID = c.ID.String()
		return c, nil
	}
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		old, err := findByExternal(ctx, q, in.Kind, in.ExternalID)
		switch {
		case errors.Is(err, ErrNotFound):
			return nil
		case err != nil:
			return err
		case old.State != Disconnected:
			return ErrAlreadyConnected
		}
		c.ID, c.Limits, c.CreatedAt = old.ID, old.Limits, old.CreatedAt
		return nil
	})
	return c, err
}

// firstLimits are the limits a new channel begins with: the network's defaults, and over them what the workspace has set.
func (s *Service) firstLimits(ctx context.Context, ws id.Workspace, l Limits) (Limits, error) {
	if s.d.Caps == nil {
		return l, nil
	}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		minute, hour, day, err := s.d.Caps(ctx, q)
		l.PerMinute, l.PerHour, l.PerDay = cmp.Or(minute, l.PerMinute), cmp.Or(hour, l.PerHour), cmp.Or(day, l.PerDay)
		return err
	})
	return l, err
}

func (s *Service) keep(ctx context.Context, ws id.Workspace, c *Channel, in Connect, limits licence.Limits) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := s.barred(ctx, tx, in.Kind); err != nil {
			return err
		}
		if err := allowed(ctx, tx, limits, c.ID); err != nil {
			return err
		}
		sealed, err := sealToken(tx, c.ID, in.Token)
		if err != nil {
			return err
		}
		c.UpdatedAt = tx.Now()
		if err := put(ctx, tx, *c, sealed); err != nil {
			return err
		}
		if err := deleteUploads(ctx, tx, c.ID); err != nil {
			return err
		}
		if err := tx.Enqueue(ctx, SyncTemplates{Workspace: ws, Channel: c.ID}, queue.Unique()); err != nil {
			return err
		}
		if err := in.Then.run(ctx, tx, *c); err != nil {
			return err
		}
		return s.done(ctx, tx, c.ID, audit.ChannelConnected, in.Actor)
	})
}

// done records who did what to the channel, besides the fact that it changed.
func (s *Service) done(ctx context.Context, tx *wsdb.Tx, ch ID, what audit.Action, actor audit.Thing) error {
	if err := audit.RecordVia(ctx, tx, audit.Entry{Action: what, Actor: actor, Subject: audit.Ref(ch)}); err != nil {
		return err
	}
	return s.changed(ctx, tx, ch)
}

// changed records the fact and drops the opened session once the change is durable.
func (s *Service) changed(ctx context.Context, tx *wsdb.Tx, ch ID) error {
	ws := tx.Workspace()
	tx.AfterCommit(func() { s.sessions.drop(ws, ch) })
	return s.d.Events.Append(ctx, tx, event.ChannelChanged, ch.String(), nil)
}

// learn takes what the network told.
func (c *Channel) learn(f Facts) {
	if f.DisplayPhone != "" {
		c.DisplayPhone = f.DisplayPhone
	}
	if f.VerifiedName != "" {
		c.VerifiedName = f.VerifiedName
	}
	if f.Quality != "" {
		c.Quality = f.Quality
	}
	if f.DailyLimit != 0 {
		c.DailyLimit = max(f.DailyLimit, 0) // Unlimited is no limit
	}
}

// Get returns a channel or ErrNotFound.
func (s *Service) Get(ctx context.Context, q wsdb.Query, ch ID) (Channel, error) {
	return get(ctx, q, ch)
}

// List returns all channels of the workspace, oldest first. There are few of them.
func (s *Service) List(ctx context.Context, q wsdb.Query) ([]Channel, error) { return list(ctx, q) }

func codeOf(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Code
	}
	return "internal"
}
