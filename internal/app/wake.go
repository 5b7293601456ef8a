package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

const (
	wakeWorkers = 4
	purgeEvery  = time.Hour
	retryWake   = 5 * time.Second
)

// wakeLoop does what is due in workspaces. At start every workspace is looked at once: what the last process left is settled, and
// what was running goes on. Afterwards only those whose time has come are touched.
func (a *App) wakeLoop(ctx context.Context) {
	all, err := a.workspaces.All(ctx)
	if err != nil {
		a.logged("scan at start", err)
	}
	a.logged("notices of removed apps", a.instagrams.Settle(ctx))
	for _, w := range all {
		a.wakeNow(w.ID)
	}
	var work sync.WaitGroup
	for range wakeWorkers {
		work.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case ws := <-a.db.Wakes():
					a.wake(ctx, ws)
				}
			}
		})
	}
	work.Wait()
}

// wakeNow has a workspace looked at soon.
func (a *App) wakeNow(ws id.Workspace) { a.db.WakeAt(ws, a.clock.Now()) }

// wake is harmless to repeat: each part looks at what is there and does what is due.
func (a *App) wake(ctx context.Context, ws id.Workspace) {
	a.ingest.Wake(ws)
	err := errors.Join(a.outbox.Engine().Recover(ctx, ws), a.blasts.Due(ctx, ws), a.comments.Due(ctx, ws), a.instagrams.Due(ctx, ws),
		a.contacts.Tend(ctx, ws), a.texts.Index(ctx, ws), a.transfers.Tidy(ctx, ws))
	if err == nil || ctx.Err() != nil {
		return
	}
	if f, ok := fault.Of(err); ok && (f.Kind == fault.NotFound || f.Kind == fault.Gone) {
		return
	}
	a.log.Error("workspace could not be woken", "workspace_id", ws.String(), "err", err)
	a.db.WakeAt(ws, a.clock.Now().Add(retryWake))
}

// housekeeping removes what has outlived its time, hour by hour.
func (a *App) housekeeping(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.clock.After(purgeEvery):
		}
		a.logged("epoch", a.quarantine.Rotate(ctx))
		a.logged("notices of removed apps", a.instagrams.Settle(ctx))
		all, err := a.workspaces.All(ctx)
		a.logged("clean-up", err)
		a.retention.Run(ctx, ids(all))
	}
}
