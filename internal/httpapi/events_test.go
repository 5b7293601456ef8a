package httpapi_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// listener reads a live stream.
type listener struct {
	t      *testing.T
	res    *http.Response
	lines  *bufio.Scanner
	cancel context.CancelFunc
}

type heard struct{ id, name, data string }

func (b *bundle) listen(t *testing.T, cookie, lastID string) *listener {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+"/api/v1/workspaces/toko/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", cookie)
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := b.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("X-Accel-Buffering") != "no" {
		t.Fatalf("stream = %d %v", res.StatusCode, res.Header)
	}
	return &listener{t: t, res: res, lines: bufio.NewScanner(res.Body), cancel: cancel}
}

// next waits for the next event; ok is false when the stream ended.
func (l *listener) next() (h heard, ok bool) {
	l.t.Helper()
	for l.lines.Scan() {
		key, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch key {
		case "id":
			h.id = value
		case "event":
			h.name = value
		case "data":
			h.data = value
		case "":
			if h.name != "" {
				return h, true
			}
		}
	}
	return heard{}, false
}

func (l *listener) expect(want heard) {
	l.t.Helper()
	if got, ok := l.next(); !ok || got != want {
		l.t.Fatalf("heard %+v (%v), want %+v", got, ok, want)
	}
}

func (b *bundle) happen(t *testing.T, n int) {
	t.Helper()
	err := b.db.Write(t.Context(), b.ws.ID, func(tx *wsdb.Tx) error {
		for range n {
			if err := b.events.Append(t.Context(), tx, event.BlastChanged, "subject", nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func fact(n int) heard {
	return heard{id: fmt.Sprint(n), name: "blast.changed", data: fmt.Sprintf(`{"seq":%d,"subject":"subject","data":{}}`, n)}
}

func TestEvents_resumeWithoutGap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "wati")
		b.happen(t, 3)
		l := b.listen(t, cookie, "")
		l.expect(heard{"3", "ready", `{"cursor":3}`})
		const writers, each = 4, 25
		done := make(chan struct{})
		for range writers {
			go func() {
				for range each {
					b.happen(t, 1)
				}
				done <- struct{}{}
			}()
		}
		last := 3
		for range 20 {
			last++
			l.expect(fact(last))
		}
		l.cancel() // the connection breaks in the middle
		for range writers {
			<-done
		}
		b.happen(t, 500) // more than a page
		l = b.listen(t, cookie, fmt.Sprint(last))
		l.expect(heard{fmt.Sprint(last), "ready", fmt.Sprintf(`{"cursor":%d}`, last)})
		for last < 3+writers*each+500 {
			last++
			l.expect(fact(last))
		}
		b.happen(t, 1)
		l.expect(fact(last + 1))
	})
}

func TestEvents_saysWhenSomethingWasMissed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "wati")
		b.happen(t, 5)
		b.listen(t, cookie, "99").expect(heard{"5", "reset", `{"cursor":5}`})
		err := db.Write(t.Context(), b.ws.ID, func(tx *wsdb.Tx) error {
			_, err := b.events.Trim(t.Context(), tx, dbtest.Start.Add(time.Hour))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.listen(t, cookie, "3").expect(heard{"5", "reset", `{"cursor":5}`})
		l := b.listen(t, cookie, "4")
		l.expect(heard{"4", "ready", `{"cursor":4}`})
		l.expect(fact(5))
		if a := b.do(t, cookie, http.MethodGet, "/api/v1/workspaces/toko/events?cursor=-1", ""); a.status != 422 || a.code(t) != "events.cursor_invalid" {
			t.Errorf("a wrong cursor = %d %s", a.status, a.text)
		}
	})
}

func TestEvents_endWithTheSession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "wati")
		l := b.listen(t, cookie, "")
		l.expect(heard{"0", "ready", `{"cursor":0}`})
		if _, err := b.accounts.Disable(t.Context(), "wati"); err != nil {
			t.Fatal(err)
		}
		ended := make(chan bool, 1)
		go func() {
			_, ok := l.next()
			ended <- !ok
		}()
		dbtest.Wait(t, "the end of the stream", func() bool {
			b.clk.Advance(time.Second)
			return len(ended) > 0
		})
		if !<-ended {
			t.Error("the stream went on")
		}
		if moved := b.clk.Now().Sub(dbtest.Start); moved > 12*time.Hour {
			t.Errorf("the session ended by its age: %v", moved)
		}
	})
}

// TestEvents_endAtOnceWithTheMembership: nobody moves the clock, so it is the news of the removal, and not the next look, that ends the
// stream; another member's goes on, and what the person made stays.
func TestEvents_endAtOnceWithTheMembership(t *testing.T) {
	t.Parallel()
	acts := map[string]func(b *bundle, sari, budi string) answer{
		"removed": func(b *bundle, sari, budi string) answer {
			return b.do(t, sari, http.MethodDelete, "/api/v1/workspaces/toko/members/"+budi, "")
		},
		"another code": func(b *bundle, sari, budi string) answer {
			return b.do(t, sari, http.MethodPost, "/api/v1/workspaces/toko/members/"+budi+"/reissue-code", "")
		},
	}
	for name, act := range acts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
				b := setup(t, db)
				sari, budi := b.login(t, "sari"), b.login(t, "budi")
				who := b.user(t, "budi")
				err := db.Write(t.Context(), b.ws.ID, func(tx *wsdb.Tx) error {
					_, err := b.jobs.Create(t.Context(), tx, "probe.work", id.From[any](who.Bytes()), 1)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				gone, stays := b.listen(t, budi, ""), b.listen(t, sari, "")
				for _, l := range []*listener{gone, stays} {
					if h, ok := l.next(); !ok || h.name != "ready" {
						t.Fatalf("heard %+v", h)
					}
				}
				if a := act(b, sari, who.String()); a.status >= 300 {
					t.Fatalf("%s = %d %s", name, a.status, a.text)
				}
				for {
					h, ok := gone.next()
					if !ok {
						break
					}
					if h.name != "workspace.changed" {
						t.Errorf("heard %+v after the end", h)
					}
				}
				if !b.clk.Now().Equal(dbtest.Start) {
					t.Error("the clock has moved")
				}
				if a := b.do(t, budi, http.MethodGet, "/api/v1/workspaces/toko", ""); a.status < 400 {
					t.Errorf("the workspace still answers: %d", a.status)
				}
				b.happen(t, 1)
				for {
					if h, ok := stays.next(); !ok {
						t.Fatal("the other stream ended")
					} else if h.name == "blast.changed" {
						break
					}
				}
				if a := b.do(t, sari, http.MethodGet, "/api/v1/workspaces/toko/jobs", ""); !strings.Contains(a.text, who.String()) {
					t.Errorf("the work of the person is gone: %s", a.text)
				}
			})
		})
	}
}

func TestEvents_endAtShutdownAndAreLimited(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "wati")
		var open []*listener
		for range 20 {
			open = append(open, b.listen(t, cookie, ""))
		}
		a := b.do(t, cookie, http.MethodGet, "/api/v1/workspaces/toko/events", "")
		if a.status != http.StatusTooManyRequests || a.code(t) != "events.too_many_streams" {
			t.Errorf("one stream too many = %d %s", a.status, a.text)
		}
		b.api.Close()
		b.api.Close()
		for _, l := range open {
			l.expect(heard{"0", "ready", `{"cursor":0}`})
			if h, ok := l.next(); ok {
				t.Errorf("heard %+v after the shutdown", h)
			}
		}
		dbtest.Wait(t, "all listeners to leave", func() bool { return b.events.Hub().Listeners(b.ws.ID) == 0 })
		if n := b.events.Hub().Listeners(id.NewWorkspace()); n != 0 {
			t.Errorf("%d listeners elsewhere", n)
		}
	})
}
