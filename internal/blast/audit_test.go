package blast

import (
	"slices"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// recorded lists what the audit log says of a blast, oldest first, and whether every line names the actor.
func (b *bundle) recorded(t *testing.T, d Blast, actor audit.Thing) (actions []string) {
	t.Helper()
	sys, registry := dbtest.System(t, b.db), queue.NewRegistry()
	audit.Register(registry, sys)
	for _, j := range dbtest.Jobs(t, b.db, b.ws) {
		if j.Kind() == "audit.record" {
			if err := registry.Run(t.Context(), j); err != nil {
				t.Fatal(err)
			}
		}
	}
	err := sys.Read(t.Context(), func(q sysdb.Query) error {
		found, err := audit.ListOf(t.Context(), q, b.ws, audit.Filter{Group: "blast", Actor: actor}, page.Request{})
		for _, l := range found.Items {
			if l.Subject == audit.Ref(d.ID) {
				actions = append(actions, l.Action)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(actions)
	return actions
}

func TestService_actsAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 1)
		d, actor := b.draft(t), id.New[any]()
		ok := func(next Blast, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			d = next
		}
		ok(b.Schedule(t.Context(), b.ws, d.ID, time.Now().AddDate(5, 0, 0), d.Version, actor))
		ok(b.Unschedule(t.Context(), b.ws, d.ID, actor))
		ok(b.Start(t.Context(), b.ws, d.ID, d.Version, actor))
		ok(b.Pause(t.Context(), b.ws, d.ID, actor))
		ok(b.Resume(t.Context(), b.ws, d.ID, actor))
		ok(b.Stop(t.Context(), b.ws, d.ID, actor))
		if _, err := b.Pause(t.Context(), b.ws, d.ID, actor); err == nil {
			t.Error("an ended blast was paused")
		}
		want := []string{"blast.scheduled", "blast.unscheduled", "blast.started", "blast.paused", "blast.resumed", "blast.stopped"}
		if got := b.recorded(t, d, actor); !slices.Equal(got, want) {
			t.Errorf("recorded %v, want %v", got, want)
		}
	})
}
