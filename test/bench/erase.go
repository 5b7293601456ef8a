package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
	"github.com/kelolapesan/kelola/test/harness"
)

const (
	liveRate  = 200 // requests a second to the other workspace, half of them writes
	livePeers = 8   // people who ask: the API lets each ask fifty times a second
	idleFor   = 20 * time.Second
	eraseSoon = 60 * time.Second // within which the key must be destroyed and the file gone
	partSoon  = 30 * time.Minute // within which a category must be gone
	perChat   = 100              // messages of a conversation
)

// erasures measures on SQLite how long it takes to remove a workspace with many messages for good, or a tenth of them, and what another
// workspace notices of it. The messages are written straight into the database: by the network they would take hours.
func erasures(o options, engine string) (rows []row, err error) {
	if engine != "sqlite" {
		return nil, nil
	}
	if o.wants("E7") {
		err = measure("E7 "+engine, func(t *bed) {
			d := besideOthers(t, o, engine, o.e7, map[string]any{"whole": true})
			took := d.cert.Keys[0].DestroyedAt.Sub(d.state("executing"))
			rows = append(rows, row{
				key: "E7", engine: engine, met: took <= eraseSoon && d.bearable(), small: o.e7 < 10_000_000, scale: d.scale,
				measured: fmt.Sprintf("key destroyed and file gone %.1f s after execution began; %s", took.Seconds(), d.noticed()),
			})
		})
	}
	if o.wants("E8") {
		more := measure("E8 "+engine, func(t *bed) {
			d := besideOthers(t, o, engine, o.e8, map[string]any{"categories": []string{"C2"}})
			took := d.state("live_erased").Sub(d.state("executing"))
			gone := int64(0)
			for _, table := range d.cert.Tables {
				gone += table.Deleted
			}
			rows = append(rows, row{
				key: "E8", engine: engine, met: took <= partSoon && d.bearable(), small: o.e8 < 10_000_000, scale: d.scale,
				measured: fmt.Sprintf("%d rows deleted, database rewritten and read through %.0f s after execution began; %s", gone, took.Seconds(), d.noticed()),
			})
		})
		err = errors.Join(err, more)
	}
	return rows, err
}

// deletion is what came of one, and how long others waited for answers before and during it.
type deletion struct {
	cert         *certificate.Certificate
	idle, during []time.Duration
	scale        string
}

func (d *deletion) state(name certificate.Code) (at time.Time) {
	for _, s := range d.cert.Request.States {
		if s.State == name {
			at = s.At.Time
		}
	}
	return at
}

// bearable says whether others waited at most twice as long as before, or 25 ms more, one in a hundred aside.
func (d *deletion) bearable() bool {
	before, during := quantile(d.idle, 0.99), quantile(d.during, 0.99)
	return during <= max(2*before, before+25)
}

func (d *deletion) noticed() string {
	return fmt.Sprintf("p99 beside it %.0f ms, idle %.0f ms", quantile(d.during, 0.99), quantile(d.idle, 0.99))
}

// besideOthers fills a workspace, and has some or all of it deleted while people of another one work.
func besideOthers(t *bed, o options, engine string, messages int, scope map[string]any) (d deletion) {
	w := harness.New(t, engine, o.binary, sandbox.Options{Seed: 4})
	user, code := w.Owner("toko")
	otherUser, otherCode := w.Owner("sebelah")
	codes := map[string]string{otherUser: otherCode}
	for n := range livePeers - 1 {
		name := fmt.Sprintf("rekan%d", n)
		codes[name] = harness.CodeIn(w.Admin("user", "add", "--username", name, "--name", "Rekan"))
		w.Admin("workspace", "add-member", "--workspace", "sebelah", "--username", name, "--role", "admin")
	}
	w.Start()
	w.Login("sebelah", otherUser, otherCode).ImportContacts(1000)
	if err := w.Term(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	fill(t, w, "toko", messages)
	t.Logf("%d messages written in %s", messages, time.Since(began).Round(time.Second))
	w.Start()
	var others []*harness.Client
	for name, code := range codes {
		others = append(others, w.Login("sebelah", name, code))
	}
	var list struct {
		Items []harness.ID `json:"items"`
	}
	others[0].Must("GET", "/contacts?limit=100", nil, &list)
	d.idle = live(others, list.Items, func() { time.Sleep(idleFor) })
	c := w.Login("toko", user, code)
	d.during = live(others, list.Items, func() { d.cert = eraseAll(t, w, c, code, scope) })
	d.scale = fmt.Sprintf("%d messages, %d requests/s beside it, half of them writes", messages, liveRate)
	return d
}

// eraseAll has a scope deleted and returns its certificate.
func eraseAll(t *bed, w *harness.World, c *harness.Client, code string, scope map[string]any) *certificate.Certificate {
	var plan struct {
		Hash string `json:"hash"`
		Gone int64  `json:"gone"`
	}
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
	return &cert
}

// live asks the other workspace at a fixed rate while something goes on, half of it writes, and returns how long the answers took from the
// moment in which each was due.
func live(people []*harness.Client, contacts []harness.ID, during func()) []time.Duration {
	over := make(chan struct{})
	var mu sync.Mutex
	var took []time.Duration
	var work, asker sync.WaitGroup
	asker.Go(func() {
		begin := time.Now()
		for n := 0; ; n++ {
			due := begin.Add(time.Duration(n) * time.Second / liveRate)
			select {
			case <-over:
				return
			case <-time.After(time.Until(due)):
			}
			c := people[n%len(people)]
			work.Go(func() {
				if n/len(people)%2 == 0 {
					_, _ = c.Do("GET", "/contacts?limit=50", nil, nil)
				} else {
					_, _ = c.Do("PATCH", "/contacts/"+contacts[n%len(contacts)].ID, map[string]string{"name": fmt.Sprintf("Pelanggan %d", n)}, nil)
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
		SELECT printf('01a30000-0000-7000-8000-%012x', i), printf('01a30000-0000-7000-8000-00000000fff%d', i % 10 = 0), printf('01a30000-0000-7000-8000-%012x', i), 'open',
		1790000000000000 + i, 'text', 'halo', 'in', 0, 0, 1 FROM n`
	fillMessages = `WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
		INSERT INTO message (id, conversation_id, channel_id, direction, lane, type, text, content, external_id, reply_to, attachment_state, at, edited_at,
		revoked_at, created_at)
		SELECT printf('01a30000-0001-7000-8000-%012x', i), printf('01a30000-0000-7000-8000-%012x', i / 100), printf('01a30000-0000-7000-8000-00000000fff%d', i / 100 % 10 = 0), 'in', 0,
		'text', 'Halo Kak, apakah pesanan nomor ' || i || ' sudah dikirim?', '{}', 'wamid.' || i, '', '', 1790000000000000 + i, 0, 0, 1 FROM n`
	// A tenth of the conversations, each of a hundred messages, is on an account of Instagram.
	fillChannels = `INSERT INTO channel (id, kind, name, state, state_reason, external_id, account_id, display_phone, verified_name, quality, daily_limit, limits,
		token, paused_until, pause_reason, created_at, updated_at)
		VALUES ('01a30000-0000-7000-8000-00000000fff0', 'cloudapi', 'Toko', 'disconnected', '', 'c0', '', '', '', '', 0, '{}', '', 0, '', 1, 1),
		('01a30000-0000-7000-8000-00000000fff1', 'instagram', 'toko', 'disconnected', '', 'c1', '', '', '', '', 0, '{}', '', 0, '', 1, 1)`
	portion = 100_000
)

// fill writes messages into the database of a workspace while no server runs.
func fill(t *bed, w *harness.World, slug string, n int) {
	ctx := context.Background()
	in := w.Open()
	defer in.Close(w)
	var ws id.Workspace
	err := in.Sys.Read(ctx, func(q sysdb.Query) error {
		return q.QueryRow(ctx, `SELECT id FROM workspace_registry WHERE slug = $1`, slug).Scan(&ws)
	})
	if err == nil {
		err = in.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(ctx, fillChannels)
			return err
		})
	}
	for from := 0; err == nil && from < n; from += portion {
		to := min(from+portion, n)
		err = in.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
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
}
