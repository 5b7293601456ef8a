package kill

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

// erasure is what tests look at of a deletion.
type erasure struct {
	ID         string `json:"id"`
	State      string `json:"state"`
	Reason     string `json:"reason"`
	StatusCode string `json:"status_code"`
	Plan       struct {
		Hash string `json:"hash"`
		Gone int64  `json:"gone"`
	} `json:"plan"`
	Done []struct {
		Table  string `json:"table"`
		Method string `json:"method"`
		Rows   int64  `json:"rows"`
	} `json:"done"`
	Steps []struct {
		State string `json:"state"`
	} `json:"steps"`
}

type eraser struct {
	w     *harness.World
	code  string // the owner's licence code
	kills int
}

// ask has an owner delete something at once. Where messages are still being taken in the plan changes, and is made anew as a person would.
func (e *eraser) ask(t *testing.T, c *harness.Client, scope map[string]any) (r erasure) {
	t.Helper()
	for {
		var plan struct {
			Hash string `json:"hash"`
			Gone int64  `json:"gone"`
		}
		c.Must("POST", "/erasure-plan", map[string]any{"scope": scope}, &plan)
		status, err := c.Do("POST", "/erasure-requests", map[string]any{
			"scope": scope, "plan_hash": plan.Hash, "plan_gone": plan.Gone, "grace_hours": 0, "workspace_name": "Toko toko", "licence_code": e.code,
		}, &r)
		if status == http.StatusCreated {
			return r
		}
		if status != http.StatusConflict {
			t.Fatalf("the deletion was not taken: %d %v", status, err)
		}
	}
}

// killUntil ends the server again and again, each time after up to a while, until a look at it says that the deletion is over.
func (e *eraser) killUntil(t *testing.T, most int, over func() bool) {
	t.Helper()
	for kills := 0; kills < most; kills++ {
		time.Sleep(time.Duration(rand.Int64N(int64(250 * time.Millisecond)))) // a moment that nobody chose
		e.w.Kill()
		e.kills++
		e.w.Start()
		if over() {
			return
		}
	}
	e.w.Wait(2*time.Minute, "the deletion to end", over)
}

func contacts(c *harness.Client) int {
	var counted struct {
		Count int `json:"count"`
	}
	c.Must("GET", "/contacts/count", nil, &counted)
	return counted.Count
}

// TestErase_killed ends the server at random moments of deletions: of people, chats and blasts of a workspace again and again, then of the
// whole workspace. Each comes to its one certificate with exact counts, and the other workspace keeps all it has.
func TestErase_killed(t *testing.T) {
	t.Parallel()
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := harness.New(t, engine, "", sandbox.Options{Seed: 21})
			user, code := w.Owner("toko")
			otherUser, otherCode := w.Owner("sebelah")
			w.Start()
			c, other := w.Login("toko", user, code), w.Login("sebelah", otherUser, otherCode)
			other.ImportContacts(300)
			e := &eraser{w: w, code: code}
			rounds, people := size(25, 2), size(4000, 1500)
			for range rounds {
				c.ImportContacts(people)
				r := e.ask(t, c, map[string]any{"categories": []string{"C3", "C4", "C5"}})
				e.killUntil(t, 4, func() bool {
					c.Must("GET", "/erasure-requests/"+r.ID, nil, &r)
					return r.State == "complete" || r.State == "failed_verification"
				})
				e.check(t, c, &r)
				if n := contacts(c); n != 0 {
					t.Fatalf("%d contacts are left", n)
				}
			}
			c.ImportContacts(people)
			r := e.ask(t, c, map[string]any{"whole": true})
			e.killUntil(t, 4, func() bool { return e.status(t, r.StatusCode) == "complete" })
			if status, _ := c.Do("GET", "/contacts", nil, nil); status != http.StatusNotFound && status != http.StatusGone {
				t.Errorf("the deleted workspace answers %d", status)
			}
			if n := contacts(other); n != 300 {
				t.Errorf("the other workspace has %d contacts, had 300", n)
			}
			if e.kills < 3 {
				t.Errorf("%d kills: the test did not test", e.kills)
			}
			t.Logf("%d kills in %d deletions", e.kills, rounds+1)
		})
	}
}

// TestErase_lateArrivals delivers messages and receipts for a number of a workspace that was deleted: each is answered 200, and nothing of them is
// stored.
func TestErase_lateArrivals(t *testing.T) {
	t.Parallel()
	w := harness.New(t, "sqlite", "", sandbox.Options{Seed: 22})
	user, code := w.Owner("toko")
	w.Start()
	c := w.Login("toko", user, code)
	c.ConnectSandbox(100)
	newDelivery(200, nil).deliver(t, w, 4)
	e := &eraser{w: w, code: code}
	r := e.ask(t, c, map[string]any{"whole": true})
	w.Wait(time.Minute, "the deletion to end", func() bool { return e.status(t, r.StatusCode) == "complete" })
	before := kept(t, w)
	late := newDelivery(size(9000, 900), receipts(size(1000, 100)))
	late.deliver(t, w, 8)
	if err := w.Term(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d late posts, 0 bytes stored", late.posts.Load())
	if after := kept(t, w); len(before) != 0 || len(after) != 0 || late.repeated.Load() > 0 {
		t.Errorf("of the deleted workspace %v is left, after %d late posts %v; %d were not answered 200", before, late.posts.Load(), after, late.repeated.Load())
	}
}

// receipts say of messages that nobody here knows any more that they were delivered.
func receipts(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf(`{"id":"wamid.LATE%d","status":"delivered","timestamp":"%d","recipient_id":"62812%07d"}`, i, 1795000000+i, i%50))
	}
	return out
}

// kept are the files of workspaces and of attachments.
func kept(t *testing.T, w *harness.World) (out []string) {
	t.Helper()
	for _, dir := range []string{"workspaces", "blobs"} {
		err := filepath.WalkDir(filepath.Join(w.Dir, dir), func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// check looks at a deletion that is over: what the plan said was done, once, and the certificate holds without the installation.
func (e *eraser) check(t *testing.T, c *harness.Client, r *erasure) {
	t.Helper()
	if r.State != "complete" {
		t.Fatalf("the deletion is %s (%s)", r.State, r.Reason)
	}
	var done int64
	for _, l := range r.Done {
		done += l.Rows
	}
	if done != r.Plan.Gone {
		t.Errorf("%d rows are counted as deleted, the plan had %d", done, r.Plan.Gone)
	}
	erased := 0
	for _, s := range r.Steps {
		if s.State == "live_erased" {
			erased++
		}
	}
	if erased != 1 {
		t.Errorf("erased %d times", erased)
	}
	var doc json.RawMessage
	c.Must("GET", "/erasure-requests/"+r.ID+"/certificate", nil, &doc)
	file := filepath.Join(t.TempDir(), "certificate.json")
	if err := os.WriteFile(file, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := e.w.Run("certificate", "verify", file); err != nil {
		t.Errorf("the certificate does not hold: %v: %s", err, out)
	}
}

// status is what the public page says.
func (e *eraser) status(t *testing.T, code string) string {
	t.Helper()
	for {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, e.w.URL()+"/data-deletion/status/"+code, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var body struct {
			State string `json:"state"`
		}
		err = json.NewDecoder(resp.Body).Decode(&body)
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusOK && err == nil {
			return strings.TrimSpace(body.State)
		}
		time.Sleep(6 * time.Second) // ten looks a minute
	}
}
