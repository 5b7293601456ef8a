package audit

import (
	"context"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// recordArgs carry an entry from a workspace to the system database.
type recordArgs struct {
	Line      id.ID[Line]  `json:"line"`
	At        int64        `json:"at"`
	Action    Action       `json:"action"`
	Actor     Thing        `json:"actor"`
	Workspace id.Workspace `json:"workspace"`
	Subject   Thing        `json:"subject"`
}

// Kind implements queue.Args.
func (recordArgs) Kind() string { return "audit.record" }

// RecordVia records an entry of tx's workspace together with tx: it reaches the chain after the commit, also after a crash.
func RecordVia(ctx context.Context, tx *wsdb.Tx, e Entry) error {
	return tx.Enqueue(ctx, recordArgs{
		Line: id.New[Line](), At: clock.Micros(tx.Now()), Action: e.Action,
		Actor: e.Actor, Workspace: tx.Workspace(), Subject: e.Subject,
	})
}

// Register adds the worker that appends what RecordVia recorded.
func Register(r *queue.Registry, db *sysdb.DB) {
	queue.Register(r, func(ctx context.Context, args recordArgs) error { return record(ctx, db, args) })
}

// record is safe to repeat: a line is found again by its id.
func record(ctx context.Context, db *sysdb.DB, args recordArgs) error {
	return db.Write(ctx, func(tx *sysdb.Tx) error {
		done, err := recorded(ctx, tx, args.Line)
		if err != nil || done {
			return err
		}
		return appendLine(ctx, tx, args.Line, clock.Time(args.At), Entry{
			Action: args.Action, Actor: args.Actor, Workspace: args.Workspace, Subject: args.Subject,
		})
	})
}
