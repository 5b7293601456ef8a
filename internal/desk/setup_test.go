package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/report"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// still is what is around a workspace of which nothing is connected.
type still struct{}

func (still) Freeze(_ context.Context, _ id.Workspace, s erase.Scope) (bool, error) {
	return s.Whole, nil
}
func (still) Thaw(context.Context, id.Workspace) error { return nil }
func (still) Resume(id.Workspace)                      {}
func (still) Revoke(context.Context, id.Workspace, erase.Scope) ([]erase.Outcome, error) {
	return nil, nil
}
func (still) Settle(context.Context, id.Workspace) error                               { return nil }
func (still) ForgetPerson(context.Context, *wsdb.Tx, channel.Address, time.Time) error { return nil }
func (still) ForgetChannel(context.Context, *wsdb.Tx, channel.ID, time.Time) error     { return nil }

// office is a desk behind the real edge: the operators ani and budi, and the workspace "toko" of sari with three contacts.
type office struct {
	erasures *erase.Service
	contacts *contact.Service
	server   *httptest.Server
	clock    *clock.Fixed
	ws       id.Workspace
	codes    map[string]string
	cookies  map[string]string
	backups  []Generation
}

func newOffice(t *testing.T, db *wsdb.DB) *office {
	t.Helper()
	sys, clk, log := dbtest.System(t, db), dbtest.Clock(t, db), slog.New(slog.DiscardHandler)
	o := &office{clock: clk, codes: map[string]string{}, cookies: map[string]string{}}
	events, texts, dir := event.New(event.NewHub()), textindex.New(db), t.TempDir()
	spaces := workspace.New(workspace.Deps{System: sys, DB: db, Clock: clk, Events: events})
	licences := licence.New(licence.Deps{System: sys, Clock: clk})
	accounts := account.New(account.Deps{System: sys, Hasher: sys.Box(), Clock: clk, Workspaces: spaces, Licences: licences})
	jobs := job.New(job.Deps{})
	o.contacts = contact.New(contact.Deps{
		DB: db, Clock: clk, Events: events, Jobs: jobs, Texts: texts, Country: func(context.Context, wsdb.Query) (string, error) { return "62", nil },
	})
	books, err := ledger.Open(filepath.Join(dir, ledger.File), sys.SigningKey(), clk)
	must(t, err)
	files, err := blob.Open(t.Context(), filepath.Join(dir, "blobs"))
	must(t, err)
	t.Cleanup(func() { _, _ = books.Close(), files.Close() })
	o.erasures = erase.New(erase.Deps{
		System: sys, DB: db, Clock: clk, Log: log, Hasher: sys.Box(), Blobs: files, Texts: texts, Accounts: accounts, Contacts: o.contacts,
		Totals: report.New(report.Deps{DB: db}), Around: still{}, Arrivals: still{}, Ledger: books, DataDir: dbtest.Options(t, db).DataDir, Version: "test",
	})
	key, _ := sys.SigningKey().Public().(ed25519.PublicKey)
	desk := New(Deps{
		Erasures: o.erasures, Accounts: accounts, Workspaces: spaces, Ledger: books, Key: key, Clock: clk, PublicURL: "https://kelola.example/",
		Backups: func(context.Context) ([]Generation, error) { return o.backups, nil },
	})
	api := httpapi.New(httpapi.Options{
		DB: db, Accounts: accounts, Workspaces: spaces, Licences: licences, Events: events, Jobs: jobs, Clock: clk, Log: log, Version: "test",
	})
	desk.Register(api)
	o.server = httptest.NewServer(api.Handler())
	t.Cleanup(o.server.Close)
	t.Cleanup(api.Close)
	o.people(t, accounts, licences)
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) people(t *testing.T, accounts *account.Service, licences *licence.Service) {
	t.Helper()
	for _, name := range []string{"ani", "budi", "sari"} {
		_, code, err := accounts.AddUser(t.Context(), name, strings.ToUpper(name), "id")
		must(t, err)
		o.codes[name] = code.Reveal()
		if name != "sari" {
			_, err = accounts.AddOperator(t.Context(), name)
			must(t, err)
		}
	}
	l, err := licences.Create(t.Context(), "Toko", time.Time{}, licence.Limits{})
	must(t, err)
	shop, err := accounts.CreateWorkspace(t.Context(), l.ID, "toko", "Toko", "sari")
	must(t, err)
	o.ws = shop.ID
	for range 3 {
		o.meet(t)
	}
}

// meet adds a contact to the workspace.
func (o *office) meet(t *testing.T) {
	t.Helper()
	name := "Ratna"
	_, err := o.contacts.Create(t.Context(), o.ws, contact.Draft{Name: &name})
	must(t, err)
}

// ask asks as a person and gives back the status and what was answered.
func (o *office) ask(t *testing.T, who, method, path string, body map[string]any) (int, string) {
	t.Helper()
	if who != "" && o.cookies[who] == "" {
		login, err := json.Marshal(map[string]string{"username": who, "licence_code": o.codes[who]})
		must(t, err)
		_, _, o.cookies[who] = o.send(t, "", http.MethodPost, "/api/v1/session", string(login))
	}
	text := ""
	if body != nil {
		raw, err := json.Marshal(body)
		must(t, err)
		text = string(raw)
	}
	status, answer, _ := o.send(t, o.cookies[who], method, "/api/v1/operator"+path, text)
	return status, answer
}

func (o *office) send(t *testing.T, cookie, method, path, body string) (status int, answer, given string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, o.server.URL+path, strings.NewReader(body))
	must(t, err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	res, err := o.server.Client().Do(r)
	must(t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	must(t, err)
	given, _, _ = strings.Cut(res.Header.Get("Set-Cookie"), ";")
	return res.StatusCode, string(text), given
}

// does acts with the licence code of the person, and gives back the request and what was wrong.
func (o *office) does(t *testing.T, who, path string, body map[string]any) (d Deletion, wrong string) {
	t.Helper()
	body = maps.Clone(body)
	if body == nil {
		body = map[string]any{}
	}
	if body["licence_code"] == nil {
		body["licence_code"] = o.codes[who]
	}
	status, answer := o.ask(t, who, http.MethodPost, "/deletions"+path, body)
	if status >= 300 {
		var p httpapi.Problem
		must(t, json.Unmarshal([]byte(answer), &p))
		return d, p.Code
	}
	must(t, json.Unmarshal([]byte(answer), &d))
	return d, ""
}

// takes has ani take a request in.
func (o *office) takes(t *testing.T, scope map[string]any) Deletion {
	t.Helper()
	d, wrong := o.does(t, "ani", "", map[string]any{"workspace": "toko", "scope": scope, "grace_hours": 1})
	if wrong != "" || d.State != erase.Planned {
		t.Fatalf("%s %s", d.State, wrong)
	}
	return d
}

func tail(d Deletion) map[string]any {
	return map[string]any{"plan_tail": d.Plan.Hash[len(d.Plan.Hash)-8:]}
}

func (o *office) get(t *testing.T, d Deletion) (now Deletion) {
	t.Helper()
	status, answer := o.ask(t, "ani", http.MethodGet, "/deletions/"+d.ID, nil)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, answer)
	}
	must(t, json.Unmarshal([]byte(answer), &now))
	return now
}

// due has carried out what is due.
func (o *office) due(t *testing.T) {
	t.Helper()
	must(t, o.erasures.Due(t.Context()))
}

// wait lets time go by. Whoever was logged in is not any more.
func (o *office) wait(d time.Duration) {
	o.clock.Advance(d)
	clear(o.cookies)
}
