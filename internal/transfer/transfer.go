// Package transfer owns the export of a whole workspace into one archive that people and other programs can read, and its import into this
// installation or another.
package transfer

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
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
	ErrCutOff   = fault.New(fault.Unavailable, "transfer.cut_off", "The export ended before its end: the download was closed, the connection was lost, or the server was restarted. Begin anew.")
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
	Jobs     *job.Service
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
	running map[id.Workspace]*running
	begun   map[id.Workspace][]time.Duration // on the clock that nobody sets
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{d: d, tickets: map[string]ticket{}, running: map[id.Workspace]*running{}, begun: map[id.Workspace][]time.Duration{}}
}

const (
	perDay  = 20
	counted = 24 * time.Hour
)

// running is an export or import under way.
type running struct {
	stop context.CancelCauseFunc
	over chan struct{}
}

// begin lets one export of a workspace run at a time, and so many in a day.
func (s *Service) begin(ctx context.Context, ws id.Workspace) (context.Context, *running, error) {
	ctx, r, err := s.alone(ctx, ws)
	if err != nil {
		return ctx, nil, err
	}
	if err := s.count(ws); err != nil {
		s.end(ws, r)
		return ctx, nil, err
	}
	return ctx, r, nil
}

func (s *Service) count(ws id.Workspace) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.d.Clock.Passed()
	recent := slices.DeleteFunc(s.begun[ws], func(at time.Duration) bool { return now-at >= counted })
	if len(recent) >= perDay {
		return ErrTooMany.WithRetryAfter(recent[0] + counted - now)
	}
	s.begun[ws] = append(recent, now)
	return nil
}

// alone lets one export or import of a workspace run at a time, and none while data of it is being deleted: one that runs when a deletion begins
// is stopped by Stop, which ends the context.
func (s *Service) alone(ctx context.Context, ws id.Workspace) (context.Context, *running, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[ws] != nil {
		return ctx, nil, ErrRunning
	}
	if s.d.Busy(ws) {
		return ctx, nil, ErrDeleting
	}
	ctx, stop := context.WithCancelCause(ctx)
	s.running[ws] = &running{stop, make(chan struct{})}
	return ctx, s.running[ws], nil
}

func (s *Service) end(ws id.Workspace, r *running) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, ws)
	close(r.over)
	r.stop(nil)
}

func (s *Service) runs(ws id.Workspace) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running[ws] != nil
}

// Stop ends an export of a workspace and waits until nothing more of it goes out and nothing of it lies here. Whoever begins a deletion calls it
// once Busy says so.
func (s *Service) Stop(ctx context.Context, ws id.Workspace) error {
	s.mu.Lock()
	r := s.running[ws]
	s.mu.Unlock()
	if r == nil {
		return nil
	}
	r.stop(ErrDeleting)
	select {
	case <-r.over:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Service) public() ed25519.PublicKey {
	pub, _ := s.d.Sign.Public().(ed25519.PublicKey)
	return pub
}
