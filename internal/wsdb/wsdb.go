// Package wsdb owns the workspace databases: Read, Write and Join are the only way to a workspace's data.
package wsdb

import (
	"context"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// Faults of this package.
var (
	ErrNotFound = fault.New(fault.NotFound, "workspace.not_found", "There is no such workspace.")
	ErrErased   = fault.New(fault.Gone, "workspace.erased", "This workspace has been erased.")
)

// DB is all workspace databases.
type DB struct {
	engine database.Engine
	wakes  chan id.Workspace
}

// Engine says which engine is underneath; only statements that truly differ may ask.
func (d *DB) Engine() database.Engine { return d.engine }

// Read runs fn in a read-only transaction of the workspace.
func (d *DB) Read(ctx context.Context, ws id.Workspace, fn func(q Query) error) error {
	return ErrNotFound
}

// Write runs fn in a write transaction of the workspace and returns when the commit is durable. fn must not call out of the
// transaction: no network, no other transaction.
func (d *DB) Write(ctx context.Context, ws id.Workspace, fn func(tx *Tx) error) error {
	return ErrNotFound
}

// Join runs fn inside the next group commit of the workspace and returns when it is durable. An error of fn undoes only what fn
// did. fn may run on another goroutine than the caller's.
func (d *DB) Join(ctx context.Context, ws id.Workspace, fn func(tx *Tx) error) error {
	return ErrNotFound
}

// Wakes delivers workspaces for which a time given to WakeAt has come. Each is delivered once per due time, coalesced.
func (d *DB) Wakes() <-chan id.Workspace { return d.wakes }
