package app

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/doctor"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/retention"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// After how long something that stands still is told.
const (
	stuckSend    = 10 * time.Minute
	stuckInbound = 10 * time.Minute
	stuckJob     = time.Hour
	failedSince  = 24 * time.Hour
)

// serveDoctor tells `kelola doctor` what only the process with the open databases can see.
func (a *App) serveDoctor(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	err := json.NewEncoder(w).Encode(doctor.Report{Version: a.version, Findings: a.examine(r.Context(), true)})
	if err != nil {
		a.log.Warn("findings could not be told", "err", err)
	}
}

// examine makes the checks that need open databases. running says whether this process serves. A workspace that lacks migrations is
// left as it is.
func (a *App) examine(ctx context.Context, running bool) []doctor.Finding {
	if err := a.ready(ctx); err != nil {
		return []doctor.Finding{doctor.Databases(err)}
	}
	found := []doctor.Finding{doctor.OK("database", "key store and system database open (%s)", a.db.Engine())}
	all, err := a.workspaces.All(ctx)
	if err != nil {
		return append(found, doctor.Databases(err))
	}
	seen := make([]doctor.Workspace, 0, len(all))
	for _, w := range all {
		one := doctor.Workspace{Slug: w.Slug}
		one.Err = a.look(ctx, w.ID, &one)
		seen = append(seen, one)
	}
	if limit, err := database.Descriptors(); err == nil {
		found = append(found, doctor.Descriptors(limit, wsdb.LeastDescriptors(a.db.Engine()), len(all)))
	}
	found = append(found, doctor.Workspaces(seen, running)...)
	q := doctor.Queue{}
	if q.Discarded, q.Retrying, err = a.queue.Stuck(ctx); err != nil {
		return append(found, doctor.Databases(err))
	}
	whole, err := a.retention.Whole(ctx)
	if err != nil {
		return append(found, doctor.Databases(err))
	}
	clocks, err := a.erasures.Clocks(ctx)
	if err != nil {
		return append(found, doctor.Databases(err))
	}
	waiting, failed, err := a.mails.Counts(ctx)
	if err != nil {
		return append(found, doctor.Databases(err))
	}
	found = append(found, doctor.Mail(a.mails.On(), waiting, failed))
	people, err := a.erasures.ContactClocks(ctx)
	if err != nil {
		return append(found, doctor.Databases(err))
	}
	found = append(found, doctor.Contacts(people).Finding())
	at, read := a.mailbox.State()
	found = append(found, doctor.Mailbox(a.mailbox.On(), at, read))
	found = append(found, a.examineBackups(ctx), doctor.Quarantine(a.whyHeld()), doctor.JobQueue(q))
	return append(found, doctor.Deletions(clocks).Finding(), a.examineDrill(ctx), doctor.Retention(seen, overdue(whole, a.clock.Now()), running), doctor.Audit(audit.Verify(ctx, a.sys)))
}

// overdue names what has outlived its time by more than the clean-up may need.
func overdue(kept []retention.Kept, now time.Time) (names []string) {
	for _, k := range kept {
		if k.Overdue(now) {
			names = append(names, k.Name)
		}
	}
	return names
}

// look reads one workspace.
func (a *App) look(ctx context.Context, ws id.Workspace, w *doctor.Workspace) error {
	var err error
	if w.Pending, err = a.db.Pending(ctx, ws); err != nil || len(w.Pending) > 0 {
		return err
	}
	return a.db.Read(ctx, ws, func(q wsdb.Query) error {
		now := a.clock.Now()
		all, err := a.channels.List(ctx, q)
		if err != nil {
			return err
		}
		w.NeedHelp = map[string]int{}
		for i := range all {
			if all[i].State == channel.NeedsAttention {
				w.NeedHelp[all[i].StateReason]++
			}
		}
		if w.Expiring, err = a.instagrams.Expiring(ctx, q); err != nil {
			return err
		}
		if w.Sending, w.Overdue, err = a.outbox.Stuck(ctx, q, now.Add(-stuckSend)); err != nil {
			return err
		}
		if w.Waiting, w.Failed, err = a.channels.Stuck(ctx, q, now.Add(-stuckInbound), now.Add(-failedSince)); err != nil {
			return err
		}
		if w.Jobs, err = a.jobs.Stuck(ctx, q, now.Add(-stuckJob)); err != nil {
			return err
		}
		kept, err := a.retention.Look(ctx, q)
		w.Late = overdue(kept, now)
		return err
	})
}
