package contact

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Staging keeps uploaded files, encrypted, until their import is over.
type Staging interface {
	// Create begins a file; it exists once the writer is closed without error. abort removes what was written.
	Create(ctx context.Context, ws id.Workspace) (name string, w io.WriteCloser, abort func(), err error)
	Open(ctx context.Context, ws id.Workspace, name string) (io.ReadCloser, error)
	// Delete removes a file; a file that is not there is no error.
	Delete(ctx context.Context, ws id.Workspace, name string) error
}

// Country says which country code numbers without one have in a workspace ("62").
type Country func(ctx context.Context, q wsdb.Query) (string, error)

// Zone says in which time zone the days of a workspace begin.
type Zone func(ctx context.Context, q wsdb.Query) (*time.Location, error)

// Deps are what a Service needs. ChunkRows is how many rows of an import are committed together, and MostLooked how
// many contacts a page of a list looks at; 0 is the usual number.
type Deps struct {
	DB         *wsdb.DB
	Clock      clock.Clock
	Log        *slog.Logger
	Events     *event.Log
	Jobs       *job.Service
	Texts      *textindex.Index
	Staging    Staging
	Country    Country
	Zone       Zone // nil is UTC
	ChunkRows  int
	MostLooked int
	Pictures   Pictures                                         // nil where no network gives pictures
	MayChange  func(ctx context.Context, ws id.Workspace) error // refuses while the licence has ended; nil never does
}

// Service keeps the contacts of all workspaces.
type Service struct {
	deps      Deps
	blasts    Blasts
	followers []Follower
	tellers   []Teller
	names     BlastNames
	stops     StopCounter
	books     chan struct{} // held by who reads a spreadsheet
}

// UseBlasts connects what segments ask about blasts. It is called once, before any request.
func (s *Service) UseBlasts(b Blasts) { s.blasts = b }

// New makes a Service.
func New(deps Deps) *Service {
	if deps.ChunkRows <= 0 {
		deps.ChunkRows = chunkRows
	}
	return &Service{deps: deps, books: make(chan struct{}, 1)}
}
