// Package transfer owns the export of a whole workspace into one archive that people and other programs can read, and its import into this
// installation or another.
package transfer

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Faults of an export.
var (
	ErrRunning  = fault.New(fault.Conflict, "transfer.running", "This workspace is being exported already. Wait until that download is over.")
	ErrTicket   = fault.New(fault.Forbidden, "transfer.ticket_invalid", "This link was used already, or its time is over. Type the licence code again.")
	ErrDeleting = fault.New(fault.Conflict, "transfer.deletion_runs", "Data of this workspace is being deleted at this moment. Nothing is exported until that is over.")
	ErrTooMany  = fault.New(fault.Limited, "transfer.too_many", "This workspace was exported many times today. Try again later.")
	ErrNoRoom   = fault.New(fault.Unavailable, "transfer.no_room", "The server's disk has less than 1 GB left, so that nothing can be exported. The operator has to free some space.")
)

// Files are the attachments; library.Service keeps them.
type Files interface {
	Read(ctx context.Context, ws id.Workspace, a library.Attachment) (io.ReadCloser, error)
	PutBack(ctx context.Context, box *crypt.Box, a library.Attachment, r io.Reader) error
}

// Staging keeps uploaded lists of contacts until they were imported.
type Staging interface {
	Open(ctx context.Context, ws id.Workspace, name string) (io.ReadCloser, error)
	PutBack(ctx context.Context, box *crypt.Box, ws id.Workspace, name string, r io.Reader) error
}

// Codes proves anew who somebody is; account.Service does.
type Codes interface {
	Confirm(ctx context.Context, p account.Principal, code secret.String) error
}

// Licences gives workspaces to licences; licence.Service does.
type Licences interface {
	List(ctx context.Context) ([]licence.Licence, error)
	Attach(ctx context.Context, tx *sysdb.Tx, licence licence.ID, ws id.Workspace) error
}

// Ledger is the deletion ledger as an import reads it.
type Ledger interface {
	Head() (seq int64, hash string)
	Since(seq int64) []ledger.Line
}

// Deps are what a Service needs.
type Deps struct {
	DB       *wsdb.DB
	Files    Files
	Staging  Staging
	Codes    Codes
	Licences Licences
	Ledger   Ledger
	Replay   backup.Replayer
	Queue    wsdb.Inserter
	Sealed   []Sealed
	// OfContact are the rows about one person.
	OfContact func(c contact.ID) []Selection
	// Busy says that data of a workspace is being deleted now.
	Busy func(ws id.Workspace) bool
	// Reindex makes anew what is made of the rows of a workspace; Wake has what is due in it looked at.
	Reindex func(ctx context.Context, ws id.Workspace) error
	Wake    func(ws id.Workspace)
	// Drop removes all files of a workspace.
	Drop func(ctx context.Context, ws id.Workspace) error
	// Room is what is left on the disk of Dir, where rows wait sealed until they were downloaded.
	Room    func() (bytes int64, known bool)
	Dir     string
	Sign    ed25519.PrivateKey
	Clock   clock.Clock
	Log     *slog.Logger
	Version string
}

// Sealed is a column whose bytes are sealed with the key of their workspace, at the place that another column of the row names.
type Sealed struct {
	Table   string
	Column  string
	Purpose string
	Place   string // the column with the id
	Secret  bool   // left out: a credential
}

// Service exports and imports workspaces.
type Service struct {
	d Deps

	mu      sync.Mutex
	tickets map[string]ticket // by the hash of the token
	running map[id.Workspace]bool
	begun   map[id.Workspace][]time.Time
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{d: d, tickets: map[string]ticket{}, running: map[id.Workspace]bool{}, begun: map[id.Workspace][]time.Time{}}
}

const (
	perDay  = 20
	counted = 24 * time.Hour
)

// begin lets one export of a workspace run at a time, and so many in a day.
func (s *Service) begin(ws id.Workspace) (end func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.d.Clock.Now()
	var recent []time.Time
	for _, at := range s.begun[ws] {
		if now.Sub(at) < counted {
			recent = append(recent, at)
		}
	}
	switch {
	case s.running[ws]:
		return nil, ErrRunning
	case len(recent) >= perDay:
		return nil, ErrTooMany.WithRetryAfter(recent[0].Add(counted).Sub(now))
	}
	s.running[ws], s.begun[ws] = true, append(recent, now)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.running, ws)
	}, nil
}

// alone lets one export or import of a workspace run at a time.
func (s *Service) alone(ws id.Workspace) (end func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[ws] {
		return nil, ErrRunning
	}
	s.running[ws] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.running, ws)
	}, nil
}

func (s *Service) public() ed25519.PublicKey {
	pub, _ := s.d.Sign.Public().(ed25519.PublicKey)
	return pub
}
