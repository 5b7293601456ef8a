package erase

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// told is a connector whose raw events are messages as they will be handed on.
type told struct {
	channel.Connector
}

func (told) Translate(in channel.Inbound) ([]channel.Event, error) {
	var m channel.MessageReceived
	err := json.Unmarshal(in.Raw, &m)
	return []channel.Event{m}, err
}

// heard keeps what was handed on.
type heard struct{ all []string }

func (h *heard) HandleEvents(_ context.Context, _ *wsdb.Tx, _ channel.Channel, evs []channel.Event) error {
	for _, ev := range evs {
		h.all = append(h.all, ev.(channel.MessageReceived).ExternalID)
	}
	return nil
}

// come stores messages as the network delivers them; nobody handles them yet.
func (b *bench) come(t *testing.T, ch channel.ID, list ...channel.MessageReceived) {
	t.Helper()
	for _, m := range list {
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		f := channel.Fragment{Workspace: b.ws, Channel: ch, Kind: "message", Key: m.ExternalID, Person: m.From, Raw: raw}
		if err := b.ingest.Store(t.Context(), []channel.Fragment{f}); err != nil {
			t.Fatal(err)
		}
	}
}

// rawLeft counts events whose bytes are there.
func (b *bench) rawLeft(t *testing.T, key string) (n int) {
	t.Helper()
	b.read(t, b.ws, `SELECT COUNT(*) FROM inbound WHERE length(raw) > 0 AND `+key, &n)
	return n
}

func TestErase_whatHappenedBeforeIsNotStoredAfterwards(t *testing.T) {
	t.Parallel()
	two, three := parsed[channel.Channel](uuid(2)), parsed[channel.Channel](uuid(3))
	for _, c := range []struct {
		name  string
		scope Scope
		on    channel.ID
		who   channel.Address
		other channel.Address // told about beside, and kept
		where channel.ID      // of the other
	}{
		{"a number", Scope{Contact: parsed[contact.Contact](uuid(2))}, two, channel.Address{Phone: "+6281"}, channel.Address{Phone: "+6289"}, two},
		{"a handle", Scope{Contact: parsed[contact.Contact](uuid(3))}, three, channel.Address{UserID: "ig:1"}, channel.Address{UserID: "ig:2"}, three},
		{"chats", Scope{Categories: []datamap.Category{datamap.Chats}}, two, channel.Address{Phone: "+6281"}, channel.Address{UserID: "ig:2"}, three},
		{"an account", Scope{Categories: []datamap.Category{datamap.InstagramEvents}, Channel: three}, three, channel.Address{UserID: "ig:1"},
			channel.Address{UserID: "ig:2"}, parsed[channel.Channel](uuid(5))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := newBench(t, db)
				b.seed(t, b.ws, "satu", 8)
				b.exec(t, `UPDATE contact SET phone = '+6281' WHERE CAST(id AS TEXT) = '`+uuid(2)+`'`)
				b.exec(t, `UPDATE contact_handle SET handle = 'ig:1' WHERE CAST(contact_id AS TEXT) = '`+uuid(3)+`'`)
				now := dbtest.Clock(t, db).Now()
				before, after := now.Add(-time.Hour), now.Add(time.Hour)
				b.come(t, c.on, channel.MessageReceived{ExternalID: "waiting", From: c.who, At: before})
				b.come(t, c.where, channel.MessageReceived{ExternalID: "beside waiting", From: c.other, At: before})
				b.ask(t, b.ws, c.scope)
				b.due(t)
				b.come(t, c.on, channel.MessageReceived{ExternalID: "late", From: c.who, At: before}, channel.MessageReceived{ExternalID: "new", From: c.who, At: after})
				b.come(t, c.where, channel.MessageReceived{ExternalID: "beside late", From: c.other, At: before})
				if err := b.ingest.Process(t.Context(), b.ws); err != nil {
					t.Fatal(err)
				}
				for name, want := range map[string]bool{"late": false, "new": true, "beside waiting": true, "beside late": true} {
					if slices.Contains(b.heard.all, name) != want {
						t.Errorf("%q was handed on: %v, want %v (all: %v)", name, !want, want, b.heard.all)
					}
				}
				if n := b.rawLeft(t, `processed_at > 0 AND channel_id = '`+c.on.String()+`'`); n != 1+strings.Count(fmt.Sprint(b.heard.all), "beside late")*same(c.on, c.where) {
					t.Errorf("%d events of the channel have their bytes, want those of later and of others", n)
				}
			})
		})
	}
}

func same(a, b channel.ID) int {
	if a == b {
		return 1
	}
	return 0
}

// TestReplay_keepsOutThePastOnly puts a backup back in which a person is who was deleted: what they did since comes in.
func TestReplay_keepsOutThePastOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 4)
		b.exec(t, `UPDATE contact SET phone = '+6281' WHERE CAST(id AS TEXT) = '`+uuid(2)+`'`)
		deleted := dbtest.Clock(t, db).Now()
		line := ledger.Line{Entry: ledger.Entry{
			Kind: ledger.Done, Request: ledger.Ref(id.New[Request]()), Workspace: b.ws, Cutoff: deleted, Scope: ledger.Scope{Contacts: []string{b.hashOf(t, parsed[contact.Contact](uuid(2)))}},
		}}
		dbtest.Clock(t, db).Advance(24 * time.Hour)
		if err := b.Replay(t.Context(), line); err != nil {
			t.Fatal(err)
		}
		ch := parsed[channel.Channel](uuid(2))
		who := channel.Address{Phone: "+6281"}
		b.come(t, ch, channel.MessageReceived{ExternalID: "late", From: who, At: deleted.Add(-time.Minute)},
			channel.MessageReceived{ExternalID: "since", From: who, At: deleted.Add(time.Minute)})
		if err := b.ingest.Process(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(b.heard.all, "late") || !slices.Contains(b.heard.all, "since") {
			t.Errorf("handed on: %v, want what happened since the deletion", b.heard.all)
		}
	})
}

func parsed[T any](text string) id.ID[T] {
	out, err := id.Parse[T](text)
	if err != nil {
		panic(err)
	}
	return out
}
