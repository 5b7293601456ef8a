package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// background runs what serve runs for messages, until the end of the test.
func (w *world) background(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	w.outbox.Engine().Start(ctx)
	work.Go(func() { w.wakeLoop(ctx) })
	t.Cleanup(func() {
		if err := w.outbox.Engine().Stop(context.Background()); err != nil {
			t.Error(err)
		}
		stop()
		work.Wait()
	})
}

// send puts one message into the ledger.
func (w *world) send(t *testing.T, ws id.Workspace, ch channel.ID, c contact.Contact) outbox.ID {
	t.Helper()
	var out []outbox.Send
	err := w.db.Write(t.Context(), ws, func(tx *wsdb.Tx) (err error) {
		out, err = w.outbox.Add(t.Context(), tx, []outbox.Request{{
			Channel: ch, Lane: outbox.Human, Origin: outbox.Origin{Kind: outbox.OriginHuman, ID: "test"}, Contact: c.ID,
			To: channel.Address{Phone: c.Phone.String()}, Purpose: contact.PurposeService,
			Content: channel.Content{Type: channel.TypeTemplate, Template: &channel.Template{Name: "dry_run", Language: "id"}},
		}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out[0].ID
}

func (w *world) waitSend(t *testing.T, ws id.Workspace, m outbox.ID, state outbox.State, reason string) {
	t.Helper()
	dbtest.Wait(t, "the message to be "+string(state)+" "+reason, func() bool {
		var got outbox.Send
		err := w.db.Read(t.Context(), ws, func(q wsdb.Query) error {
			all, err := w.outbox.Get(t.Context(), q, []outbox.ID{m})
			got = all[m]
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return got.State == state && got.Reason == reason
	})
}

// Whoever takes away what messages wait for has nothing else to do: they leave at once, without a restart and without another message.
func TestHeld_leavesWhenTheReasonIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "sini")
	place, err := w.workspaces.BySlug(t.Context(), "sini")
	if err != nil {
		t.Fatal(err)
	}
	ws := place.ID
	name, number := "Sari", "+6281234567890"
	c, err := w.contacts.Create(t.Context(), ws, contact.Draft{Name: &name, Phone: &number})
	if err != nil {
		t.Fatal(err)
	}
	ch, _, err := w.channels.Connect(t.Context(), ws, channel.Connect{Kind: channel.Simulated, Name: "Latihan"})
	if err != nil {
		t.Fatal(err)
	}
	licence := strings.Fields(strings.Split(w.admin(t, "licence list"), "\n")[1])[0]
	w.background(t)
	var nobody audit.Thing
	pause := func(until time.Time) {
		if err := w.db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			return w.channels.Pause(t.Context(), tx, ch.ID, "test", until)
		}); err != nil {
			t.Fatal(err)
		}
	}
	resume := func() {
		if _, err := w.channels.Resume(t.Context(), ws, ch.ID, nobody); err != nil {
			t.Fatal(err)
		}
	}
	for _, c2 := range []struct {
		reason      string
		begin, mend func()
	}{
		{outbox.ReasonNeedsAttention, func() { pause(time.Time{}) }, resume},
		{outbox.ReasonChannelPaused, func() { pause(w.clock.Now().Add(24 * time.Hour)) }, resume},
		{outbox.ReasonLicenceSuspended, func() { w.admin(t, "licence suspend", "licence", licence) }, func() { w.admin(t, "licence resume", "licence", licence) }},
	} {
		c2.begin()
		m := w.send(t, ws, ch.ID, c)
		w.waitSend(t, ws, m, outbox.StateHeld, c2.reason)
		c2.mend()
		w.waitSend(t, ws, m, outbox.StateAccepted, "")
	}
	for _, want := range []string{`kelola_sends_total{state="held"} 3`, `kelola_sends_total{state="accepted"} 3`, `kelola_sends_total{state="failed"} 0`} {
		dbtest.Wait(t, want, func() bool { // they are counted a moment after the commit
			rec := httptest.NewRecorder()
			w.metrics.handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
			return strings.Contains(rec.Body.String(), want+"\n")
		})
	}
}
