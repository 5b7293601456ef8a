package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/quarantine"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// held says since when and why nothing leaves; the reason is empty when the installation may act.
func (a *App) held() (since time.Time, reason string) {
	s, _ := a.quarantine.State()
	return s.Since, string(s.Reason)
}

// waitForRelease lets what waits in the ledgers be held with the reason that people are shown, and starts everything else when a
// person has confirmed.
func (a *App) waitForRelease(ctx context.Context, work *sync.WaitGroup, failed chan<- error) {
	all, err := a.workspaces.All(ctx)
	a.logged("scan at start", err)
	for _, w := range all {
		a.logged("holding of messages", a.outbox.Engine().Recover(ctx, w.ID))
	}
	select {
	case <-ctx.Done():
	case <-a.quarantine.Released():
		a.log.Info("The quarantine is over.")
		if err := a.begin(ctx, work); err != nil {
			failed <- err
			return
		}
		for _, w := range all {
			a.logged("news of the release", a.db.Write(ctx, w.ID, func(tx *wsdb.Tx) error {
				return a.events.Append(ctx, tx, event.WorkspaceChanged, w.ID.String(), nil)
			}))
		}
	}
}

// unlessHeld turns away what networks and visitors bring while the installation is held: networks deliver again for days. People may
// log in and look.
func (a *App) unlessHeld(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		looks := r.Method == http.MethodGet || r.Method == http.MethodHead
		if a.quarantine.On() && !looks && !strings.HasPrefix(r.URL.Path, "/api/") {
			w.Header().Set("Retry-After", "3600")
			http.Error(w, "held", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var quarantineWords = map[quarantine.Reason]string{
	quarantine.Restored: "a backup was put back",
	quarantine.Moved:    "the data lies on another machine or in another folder than before, or its witness is gone",
	quarantine.PutBack:  "the databases are older than they were: their files were put back by hand",
}

// whyHeld is the reason of the quarantine in words; empty when there is none.
func (a *App) whyHeld() string {
	s, on := a.quarantine.State()
	if !on {
		return ""
	}
	return quarantineWords[s.Reason]
}

func (a *App) adminQuarantine(ctx context.Context, act Act, out io.Writer) error {
	if !a.serving.Load() { // no server runs, so nobody has looked yet
		if err := a.quarantine.Check(ctx); err != nil {
			return err
		}
	}
	s, on := a.quarantine.State()
	if act.Name == "quarantine confirm" {
		return done(out, "confirmed: this installation acts again", a.quarantine.Confirm(ctx))
	}
	if !on {
		return done(out, "no quarantine", nil)
	}
	_, err := fmt.Fprintf(out, "Held since %s: %s.\nWhen no other installation works with the same data: kelola admin quarantine confirm\n",
		s.Since.Format(time.DateTime), quarantineWords[s.Reason])
	return err
}
