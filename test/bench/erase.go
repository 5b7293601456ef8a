package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
	"github.com/kelolapesan/kelola/test/harness"
)

const (
	liveRate  = 15 // requests a second to the other workspace, below what one person may ask
	idleFor   = 20 * time.Second
	eraseSoon = 60 * time.Second // within which the key must be destroyed and the file gone
	perChat   = 100              // messages of a conversation
)

// erasures measures on SQLite how long it takes to remove a workspace with many messages for good, and what another workspace notices of it.
// The messages are written straight into the database: by the network they would take hours.
func erasures(o options, engine string) (rows []row, err error) {
	if engine != "sqlite" {
		return nil, nil
	}
	err = measure("E7 "+engine, func(t *bed) {
		w := harness.New(t, engine, o.binary, sandbox.Options{Seed: 4})
		user, code := w.Owner("toko")
		otherUser, otherCode := w.Owner("sebelah")
		w.Start()
		other := w.Login("sebelah", otherUser, otherCode)
		other.ImportContacts(1000)
		if err := w.Term(); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		fill(t, w, "toko", o.e7)
		t.Logf("%d messages written in %s", o.e7, time.Since(began).Round(time.Second))
		w.Start()
		other = w.Login("sebelah", otherUser, otherCode)
		idle := live(other, func() { time.Sleep(idleFor) })
		var took time.Duration
		c := w.Login("toko", user, code)
		busy := live(other, func() { took = eraseAll(t, w, c, code) })
		before, during := quantile(idle, 0.99), quantile(busy, 0.99)
		limit := max(2*before, before+25)
		rows = append(rows, row{
			key: "E7", engine: engine, met: took <= eraseSoon && during <= limit, scale: fmt.Sprintf("%d messages, %d requests/s beside it", o.e7, liveRate),
			measured: fmt.Sprintf("key destroyed and file gone %.1f s after execution began; p99 beside it %.0f ms, idle %.0f ms", took.Seconds(), during, before),
		})
	})
	return rows, err
}

// eraseAll has a whole workspace deleted and returns the time from the beginning of the execution until its key was destroyed, as the
// certificate says.
func eraseAll(t *bed, w *harness.World, c *harness.Client, code string) time.Duration {
	var plan struct {
		Hash string `json:"hash"`
		Gone int64  `json:"gone"`
	}
	scope := map[string]any{"whole": true}
	c.Must("POST", "/erasure-plan", map[string]any{"scope": scope}, &plan)
	var r struct {
		Code string `json:"status_code"`
	}
	c.Must("POST", "/erasure-requests", map[string]any{
		"scope": scope, "plan_hash": plan.Hash, "plan_gone": plan.Gone, "grace_hours": 0, "workspace_name": "Toko toko", "licence_code": code,
	}, &r)
	var doc []byte
	for doc == nil {
		time.Sleep(7 * time.Second) // ten looks a minute
		resp, err := http.Get(w.URL() + "/data-deletion/status/" + r.Code + "/certificate")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusOK {
			doc = body
		}
	}
	cert, err := certificate.Verify(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range cert.Request.States {
		if s.State == "executing" {
			return cert.Keys[0].DestroyedAt.Sub(s.At.Time)
		}
	}
	t.Fatal("the certificate does not say when it was executed")
	return 0
}

// live asks the other workspace at a fixed rate while something goes on, half of it writes, and returns how long the answers took from the
// moment in which each was due.
func live(c *harness.Client, during func()) []time.Duration {
	over := make(chan struct{})
	var mu sync.Mutex
	var took []time.Duration
	var work, asker sync.WaitGroup
	asker.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-over:
				return
			case <-time.After(time.Second / liveRate):
			}
			due := time.Now()
			work.Go(func() {
				if n%2 == 0 {
					_, _ = c.Do("GET", "/conversations?limit=50", nil, nil)
				} else {
					_, _ = c.Do("POST", "/groups", map[string]string{"name": fmt.Sprintf("G %d %d", due.UnixNano(), n)}, nil)
				}
				mu.Lock()
				defer mu.Unlock()
				took = append(took, time.Since(due))
			})
		}
	})
	during()
	close(over)
	asker.Wait()
	work.Wait()
	return took
}

const (
	fillChats = `WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
		INSERT INTO conversation (id, channel_id, contact_id, state, last_at, last_type, last_preview, last_direction, unread, window_until, created_at)
		SELECT printf('01a30000-0000-7000-8000-%012x', i), '01a30000-0000-7000-8000-00000000ffff', printf('01a30000-0000-7000-8000-%012x', i), 'open',
		1790000000000000 + i, 'text', 'halo', 'in', 0, 0, 1 FROM n`
	fillMessages = `WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
		INSERT INTO message (id, conversation_id, channel_id, direction, lane, type, text, content, external_id, reply_to, attachment_state, at, edited_at,
		revoked_at, created_at)
		SELECT printf('01a30000-0001-7000-8000-%012x', i), printf('01a30000-0000-7000-8000-%012x', i / 100), '01a30000-0000-7000-8000-00000000ffff', 'in', 0,
		'text', 'Halo Kak, apakah pesanan nomor ' || i || ' sudah dikirim?', '{}', 'wamid.' || i, '', '', 1790000000000000 + i, 0, 0, 1 FROM n`
	portion = 100_000
)

// fill writes messages into the database of a workspace while no server runs.
func fill(t *bed, w *harness.World, slug string, n int) {
	ctx := context.Background()
	sys, err := sysdb.Open(ctx, sysdb.Options{DataDir: w.Dir, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	db, err := wsdb.Open(ctx, wsdb.Options{System: sys})
	if err != nil {
		t.Fatal(err)
	}
	var ws id.Workspace
	err = sys.Read(ctx, func(q sysdb.Query) error {
		return q.QueryRow(ctx, `SELECT id FROM workspace_registry WHERE slug = $1`, slug).Scan(&ws)
	})
	for from := 0; err == nil && from < n; from += portion {
		to := min(from+portion, n)
		err = db.Write(ctx, ws, func(tx *wsdb.Tx) error {
			if _, err := tx.Exec(ctx, fillChats, from/perChat, to/perChat); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, fillMessages, from, to)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sys.Close(); err != nil {
		t.Fatal(err)
	}
}
