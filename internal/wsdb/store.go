package wsdb

import (
	"context"
	"database/sql"

	"github.com/kelolapesan/kelola/internal/database"
)

// store is one workspace's database on one of the engines.
type store interface {
	// Begin starts a transaction; a writing one waits until no other is open.
	Begin(ctx context.Context, write bool) (*database.Session, error)
	// Pool is for libraries that bring their own statements.
	Pool(ctx context.Context) (pool *sql.DB, dialect string, err error)
	Snapshot(ctx context.Context, to string, key database.Key) error
	Close() error
}

// fileStore is a SQLite file.
type fileStore struct{ *database.File }

// Pool implements store with the one writing connection.
func (s fileStore) Pool(context.Context) (*sql.DB, string, error) { return s.Writer(), "sqlite3", nil }

// schemaStore is a PostgreSQL schema.
type schemaStore struct {
	server *database.Server
	schema string
	turn   chan struct{} // holds one token: writers of this process queue here, not on connections
}

func newSchemaStore(server *database.Server, schema string) *schemaStore {
	return &schemaStore{server: server, schema: schema, turn: make(chan struct{}, 1)}
}

// Begin implements store.
func (s *schemaStore) Begin(ctx context.Context, write bool) (*database.Session, error) {
	if !write {
		return s.server.Begin(ctx, s.schema, false)
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	session, err := s.server.Begin(ctx, s.schema, true)
	if err != nil {
		<-s.turn
		return nil, err
	}
	session.OnEnd(func() { <-s.turn })
	return session, nil
}

// Pool implements store with connections that stay in the schema.
func (s *schemaStore) Pool(ctx context.Context) (*sql.DB, string, error) {
	pool, err := s.server.PinnedPool(ctx, s.schema)
	return pool, "postgres", err
}

// Snapshot implements store; PostgreSQL has no file to copy.
func (s *schemaStore) Snapshot(context.Context, string, database.Key) error {
	return database.ErrUnsupported
}

// Close implements store.
func (s *schemaStore) Close() error { return nil }
