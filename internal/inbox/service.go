package inbox

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Contacts is what the inbox asks the contacts.
type Contacts interface {
	Resolve(ctx context.Context, tx *wsdb.Tx, a contact.Address) (contact.Contact, bool, error)
	ResolveAll(ctx context.Context, tx *wsdb.Tx, addrs []contact.Address) ([]contact.ID, error)
	Reach(ctx context.Context, q wsdb.Query, ids []contact.ID, purpose contact.Purpose) (map[contact.ID]contact.Reach, error)
	Many(ctx context.Context, q wsdb.Query, ids []contact.ID) (map[contact.ID]contact.Contact, error)
	Stop(ctx context.Context, tx *wsdb.Tx, a contact.Address, reason, source string, at time.Time) (holds bool, err error)
	Resume(ctx context.Context, tx *wsdb.Tx, a contact.Address, at time.Time) error
	Note(ctx context.Context, tx *wsdb.Tx, list []contact.Activity) error
	Move(ctx context.Context, tx *wsdb.Tx, from, to contact.Address, at time.Time) (contact.Moved, error)
	Current(ctx context.Context, tx *wsdb.Tx, list []contact.Seen) ([]contact.Address, error)
	HandleOn(ctx context.Context, q wsdb.Query, contact contact.ID, channel string) (string, error)
	DueProfiles(ctx context.Context, tx *wsdb.Tx, channel string, contacts []contact.ID) ([]string, error)
	Describe(ctx context.Context, tx *wsdb.Tx, handle string, p contact.Profile) (bool, error)
}

// Outbox is the door out, and the ledger behind it.
type Outbox interface {
	Add(ctx context.Context, tx *wsdb.Tx, reqs []outbox.Request) ([]outbox.Send, error)
	Known(ctx context.Context, q wsdb.Query, key string) (bool, error)
	Get(ctx context.Context, q wsdb.Query, ids []outbox.ID) (map[outbox.ID]outbox.Send, error)
	ByExternal(ctx context.Context, q wsdb.Query, ch channel.ID, externals []string) (map[string]outbox.Send, error)
	List(ctx context.Context, q wsdb.Query, f outbox.Filter) ([]outbox.Send, error)
	Window(ctx context.Context, q wsdb.Query, ch channel.ID, c contact.ID) (time.Time, error)
	WindowOpen(ctx context.Context, tx *wsdb.Tx, ch channel.ID, c contact.ID, until time.Time) error
	MergeWindow(ctx context.Context, tx *wsdb.Tx, ch channel.ID, from, to contact.ID) error
	Reassign(ctx context.Context, tx *wsdb.Tx, sends []outbox.ID, to contact.ID, stay []string) error
	Readdress(ctx context.Context, tx *wsdb.Tx, sends []outbox.ID, to channel.Address) error
	Seen(ctx context.Context, tx *wsdb.Tx, sends []outbox.ID, at time.Time) (int, error)
}

// Channels opens channels.
type Channels interface {
	Get(ctx context.Context, q wsdb.Query, ch channel.ID) (channel.Channel, error)
	Session(ctx context.Context, ws id.Workspace, ch channel.ID) (channel.Session, error)
	Template(ctx context.Context, q wsdb.Query, ch channel.ID, name, language string) (channel.MessageTemplate, error)
}

// Settings reads the settings of a workspace.
type Settings interface {
	Settings(ctx context.Context, q wsdb.Query) (workspace.Settings, error)
}

// Files keeps attachments.
type Files interface {
	Keep(ctx context.Context, ws id.Workspace, name, mime, source string, r io.Reader) (attachment string, err error)
	Describe(ctx context.Context, q wsdb.Query, attachments []string) (map[string]File, error)
	DeleteLater(ctx context.Context, tx *wsdb.Tx, attachment string) error
}

// File describes an attachment.
type File struct {
	ID   string
	Name string
	MIME string
	Size int64
}

// Listener learns, in the transaction that stores them, of new messages from people.
type Listener interface {
	MessagesReceived(ctx context.Context, tx *wsdb.Tx, ms []Received) error
}

// Received tells a listener who wrote.
type Received struct {
	Message MessageID
	Channel channel.ID
	Contact contact.ID
	From    channel.Address
	Content channel.Content
	Text    string
	At      time.Time
	Standby bool // another app holds the conversation: nothing may answer by itself
	Stops   bool // an opt-out word of the workspace
}

// Deps is what the inbox works with.
type Deps struct {
	DB         *wsdb.DB
	Clock      clock.Clock
	Log        *slog.Logger
	Events     *event.Log
	Texts      *textindex.Index
	Contacts   Contacts
	Outbox     Outbox
	Channels   Channels
	Connectors map[channel.Kind]channel.Connector
	Settings   Settings
	Files      Files
	Ingest     Ingest // nil where no network announces messages
}

// Service is the inbox.
type Service struct {
	d         Deps
	store     store
	listeners []Listener
}

// New makes the inbox.
func New(d Deps) *Service { return &Service{d: d, store: store{engine: d.DB.Engine()}} }

// Attach names who learns of new messages. It is called once, before anything comes in.
func (s *Service) Attach(listeners ...Listener) { s.listeners = append(s.listeners, listeners...) }
