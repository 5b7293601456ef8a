package app

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/retention"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// buildRetention names who removes what, by the kinds of datamap. Jobs are removed by the queue, imports each by a job of its own.
func (a *App) buildRetention() {
	keep := a.cfg.BackupKeep
	if a.cfg.BackupEvery == 0 {
		keep = 0 // only when somebody asks for one
	}
	a.retention = retention.New(retention.Deps{
		DB: a.db, System: a.sys, Clock: a.clock, Log: a.log, Settings: a.workspaces, Backup: keep,
		Queue: func(ctx context.Context) (finished, failed time.Time, err error) { return a.queue.Oldest(ctx) },
		Purges: map[string]retention.Purge{
			"raw_event": retention.Once(a.ingest.PurgeRaw),
			"event_key": retention.Once(a.ingest.PurgeKeys),
			"announced": retention.Once(a.inbox.PurgeAnnounced),
			"amendment": retention.Once(a.inbox.PurgeAmendments),
			"fact": retention.Once(func(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
				_, err := a.events.Trim(ctx, tx, before)
				return err
			}),
			"sign_up":       retention.Once(a.signups.Purge),
			"comment":       retention.Once(a.comments.PurgeComments),
			"comment_match": retention.Once(a.comments.PurgeMatches),
			"delivery_log":  a.outbox.PurgeLog,
			"usage":         retention.Once(a.outbox.PurgeUsage),
			"total": retention.Once(func(ctx context.Context, tx *wsdb.Tx, _ time.Time) error { // by the time of the delivery log
				return a.reports.Thin(ctx, tx)
			}),
		},
		Whole: map[string]func(ctx context.Context) error{
			"session": a.accounts.Purge,
			"consent": a.instagrams.Purge,
			"audit": func(ctx context.Context) error {
				_, err := audit.Purge(ctx, a.sys, a.clock.Now().Add(-datamap.AuditLife))
				return err
			},
		},
	})
	a.metrics.watchLags(a.retention.Lags)
}

func ids(all []workspace.Workspace) []id.Workspace {
	list := make([]id.Workspace, len(all))
	for i := range all {
		list[i] = all[i].ID
	}
	return list
}
