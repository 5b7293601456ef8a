package channel_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// stub is a connector that accepts everything and translates text as it stands: one event per word.
type stub struct {
	channel.Connector
	mu        sync.Mutex
	checks    []channel.Check
	templates []channel.RemoteTemplate
	fail      error
}

func (s *stub) Kind() channel.Kind { return channel.CloudAPI }

func (s *stub) Capabilities() channel.Capabilities {
	return channel.Capabilities{Templates: true, DefaultLimits: channel.Limits{PerSecond: 20}}
}

func (s *stub) SelfTest(context.Context, channel.Session) ([]channel.Check, channel.Facts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checks, channel.Facts{DisplayPhone: "+62 811-0000", VerifiedName: "Toko", Quality: "green", DailyLimit: 250}, s.fail
}

func (s *stub) Templates(context.Context, channel.Session) ([]channel.RemoteTemplate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.templates, s.fail
}

func (s *stub) Translate(in channel.Inbound) ([]channel.Event, error) {
	text := string(in.Raw)
	switch {
	case text == "panic":
		panic("translate")
	case text == "bad":
		return nil, errors.New("bad")
	case strings.HasPrefix(text, "failed:"), strings.HasPrefix(text, "late:"):
		when, class, _ := strings.Cut(text, ":")
		out := channel.StatusReceived{
			Inbound: in.ID, ExternalID: "x", Status: channel.StatusFailed, At: in.ReceivedAt,
			Error: &channel.SendError{Class: channel.Class(class), Reason: "payment_problem"},
		}
		if when == "late" {
			out.At = out.At.Add(-time.Hour)
		}
		return []channel.Event{out}, nil
	case strings.HasPrefix(text, "template:"):
		word, _ := strings.CutPrefix(text, "template:")
		return []channel.Event{channel.TemplateChanged{Inbound: in.ID, Name: "promo", Language: "id", Event: word}}, nil
	}
	return []channel.Event{channel.MessageReceived{Inbound: in.ID, ExternalID: text, Conflict: in.Conflict, At: in.ReceivedAt}}, nil
}

// recorder writes every message into the facts of the workspace, so that its effects are as durable as the mark.
type recorder struct {
	log    *event.Log
	poison string
	once   error
	during func() // called while events are handled
	mu     sync.Mutex
	calls  int
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls
}

func (r *recorder) HandleEvents(ctx context.Context, tx *wsdb.Tx, _ channel.Channel, evs []channel.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if r.during != nil {
		r.during()
	}
	for _, ev := range evs {
		m, ok := ev.(channel.MessageReceived)
		if !ok {
			continue
		}
		if err := r.log.Append(ctx, tx, "test.received", m.ExternalID, nil); err != nil {
			return err
		}
		if m.ExternalID == r.poison {
			if r.poison == "boom" {
				panic("boom")
			}
			return errors.New("this one cannot be handled")
		}
	}
	err := r.once
	r.once = nil
	return err
}

// people stands for settings and contacts: one number is known by a user id too.
type people struct{}

const knownUser = "ID.90210"

func (people) Country(context.Context, wsdb.Query) (string, error) { return "62", nil }

func (people) UserIDs(_ context.Context, _ wsdb.Query, number phone.Number) ([]string, error) {
	if number == "+6281200000009" {
		return []string{knownUser}, nil
	}
	return nil, nil
}

type bundle struct {
	db     *wsdb.DB
	ws     id.Workspace
	svc    *channel.Service
	stub   *stub
	rec    *recorder
	ingest *channel.Ingest
	log    *event.Log
	caps   channel.Limits // of the workspace
	most   int            // channels that the licence allows
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	b := &bundle{db: db, ws: dbtest.Workspace(t, db), stub: &stub{}, log: event.New(event.NewHub())}
	b.svc = channel.New(channel.Deps{
		DB: db, Clock: dbtest.Clock(t, db), Log: slog.New(slog.DiscardHandler), Events: b.log,
		Connectors: map[channel.Kind]channel.Connector{channel.CloudAPI: b.stub},
		Caps: func(context.Context, wsdb.Query) (minute, hour, day int, err error) {
			return b.caps.PerMinute, b.caps.PerHour, b.caps.PerDay, nil
		},
		People: people{},
		Licence: func(context.Context, id.Workspace) (licence.Limits, error) {
			return licence.Limits{Channels: b.most}, nil
		},
	})
	b.rec = &recorder{log: b.log}
	b.ingest = channel.NewIngest(b.svc, b.rec)
	return b
}

func (b *bundle) connect(t *testing.T, ws id.Workspace, phone string) channel.Channel {
	t.Helper()
	c, _, err := b.svc.Connect(t.Context(), ws, channel.Connect{
		Kind: channel.CloudAPI, Name: "Toko", AccountID: "900", ExternalID: phone, Token: secret.New("EAAtoken123"),
	})
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	return c
}

func (b *bundle) fragment(ch channel.Channel, text string) channel.Fragment {
	return channel.Fragment{Workspace: b.ws, Channel: ch.ID, Kind: "message", Key: "m:" + text, Raw: []byte(text)}
}

// received lists what the recorder made durable, in order.
func (b *bundle) received(t *testing.T, ws id.Workspace) []string {
	t.Helper()
	var out []string
	err := b.db.Read(t.Context(), ws, func(q wsdb.Query) error {
		evs, err := b.log.After(t.Context(), q, 0, 1000)
		for _, ev := range evs {
			if ev.Kind == "test.received" {
				out = append(out, ev.Subject)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v, want %v", got, want)
	}
}
