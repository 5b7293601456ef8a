package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// logs collects what was logged.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// one runs a test that is about the edge and not about storage: one engine is enough.
func one(t *testing.T, fn func(t *testing.T, db *wsdb.DB)) {
	t.Helper()
	fn(t, dbtest.New(t, database.SQLite))
}

type bundle struct {
	api      *httpapi.API
	server   *httptest.Server
	db       *wsdb.DB
	clk      *clock.Fixed
	accounts *account.Service
	spaces   *workspace.Service
	licences *licence.Service
	jobs     *job.Service
	events   *event.Log
	logs     *logs
	licence  licence.Licence
	ws       workspace.Workspace
	codes    map[string]secret.String
}

// setup makes a workspace "toko" with sari (owner), budi (agent), wati (viewer), and a workspace "lain" of the stranger eko.
func setup(t *testing.T, db *wsdb.DB, change ...func(*httpapi.Options)) *bundle {
	t.Helper()
	sys, clk := dbtest.System(t, db), dbtest.Clock(t, db)
	b := &bundle{db: db, clk: clk, logs: &logs{}, codes: map[string]secret.String{}}
	b.events = event.New(event.NewHub())
	b.jobs = job.New(job.Deps{Changed: func(ctx context.Context, tx *wsdb.Tx, j job.ID) error {
		return b.events.Append(ctx, tx, event.JobChanged, j.String(), nil)
	}})
	b.spaces = workspace.New(workspace.Deps{System: sys, DB: db, Clock: clk, Events: b.events})
	b.licences = licence.New(licence.Deps{System: sys, Clock: clk})
	b.accounts = account.New(account.Deps{System: sys, Hasher: sys.Box(), Clock: clk, Workspaces: b.spaces, Licences: b.licences})
	opt := httpapi.Options{
		DB: db, Accounts: b.accounts, Workspaces: b.spaces, Licences: b.licences, Events: b.events, Jobs: b.jobs,
		Clock: clk, Log: slog.New(slog.NewTextHandler(b.logs, nil)), Version: "test",
	}
	for _, fn := range change {
		fn(&opt)
	}
	b.api = httpapi.New(opt)
	registerProbes(b.api)
	b.server = httptest.NewServer(b.api.Handler())
	t.Cleanup(b.server.Close)
	t.Cleanup(b.api.Close)
	b.people(t)
	return b
}

func (b *bundle) people(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	for _, name := range []string{"sari", "budi", "wati", "eko"} {
		_, code, err := b.accounts.AddUser(ctx, name, strings.ToUpper(name), "id")
		if err != nil {
			t.Fatal(err)
		}
		b.codes[name] = code
	}
	l, err := b.licences.Create(ctx, "Sari", time.Time{}, licence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	b.licence = l
	if b.ws, err = b.accounts.CreateWorkspace(ctx, l.ID, "toko", "Toko", "sari"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.accounts.CreateWorkspace(ctx, l.ID, "lain", "Lain", "eko"); err != nil {
		t.Fatal(err)
	}
	for name, role := range map[string]workspace.Role{"budi": workspace.Agent, "wati": workspace.Viewer} {
		if err := b.accounts.AddMember(ctx, "toko", name, role, true, account.UserID{}); err != nil {
			t.Fatal(err)
		}
	}
}

type probeInput struct {
	Thing id.ID[bundle] `path:"thing"`
	Body  struct {
		Name  string            `json:"name" maxLength:"10"`
		Kind  string            `json:"kind,omitempty" enum:"a,b"`
		Ref   id.ID[bundle]     `json:"ref,omitempty"`
		Count int               `json:"count,omitempty" minimum:"1"`
		Free  map[string]string `json:"free,omitempty" maxProperties:"5"`
	}
}

type uploadView struct {
	Size int64 `json:"size"`
}

type probeOutput struct {
	Body struct {
		Workspace string `json:"workspace"`
		Username  string `json:"username"`
	}
}

var errProbe = fault.New(fault.Conflict, "probe.conflict", "The probe is in the way.")

// registerProbes adds operations that only tests have, one for each right and some that go wrong.
func registerProbes(a *httpapi.API) {
	for _, right := range workspace.Rights() {
		httpapi.Register(a, httpapi.Op{
			ID: "probe-" + string(right), Method: http.MethodPost, Path: "/probes/{thing}/" + string(right), Right: right, Status: http.StatusOK,
		}, func(_ context.Context, p account.Principal, ws id.Workspace, _ *probeInput) (*probeOutput, error) {
			out := &probeOutput{}
			out.Body.Workspace, out.Body.Username = ws.String(), p.User.Username
			return out, nil
		})
	}
	fail := func(name string, err func() error) {
		httpapi.Register(a, httpapi.Op{ID: "fail-" + name, Method: http.MethodGet, Path: "/fail/" + name, Right: httpapi.Read},
			func(context.Context, account.Principal, id.Workspace, *httpapi.None) (*probeOutput, error) {
				return nil, err()
			})
	}
	fail("conflict", func() error { return errProbe.WithField("name", "probe.bad", "No.") })
	fail("limited", func() error {
		return fault.New(fault.Limited, "probe.limited", "Later.").WithRetryAfter(1500 * time.Millisecond)
	})
	fail("unknown", func() error { return errors.New("secret +62812345678 inside") })
	fail("panic", func() error { panic("secret +62812345678 inside") })
	a.Raw(httpapi.Op{ID: "probe-upload", Method: http.MethodPost, Path: "/upload", Right: httpapi.Edit, MaxBody: 100,
		Consumes: "multipart/form-data", Answer: reflect.TypeFor[uploadView](), Status: http.StatusCreated},
		func(w http.ResponseWriter, r *http.Request, _ account.Principal, _ id.Workspace) error {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			return httpapi.WriteJSON(w, http.StatusCreated, uploadView{Size: int64(len(body))})
		})
	a.Raw(httpapi.Op{ID: "probe-half", Method: http.MethodGet, Path: "/half", Right: httpapi.Read},
		func(w http.ResponseWriter, _ *http.Request, _ account.Principal, _ id.Workspace) error {
			_, _ = w.Write([]byte("half"))
			return errProbe
		})
}

type answer struct {
	status int
	header http.Header
	text   string
}

func (a answer) code(t *testing.T) string {
	t.Helper()
	var p httpapi.Problem
	if ct := a.header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("content type %q of %s", ct, a.text)
	}
	if err := json.Unmarshal([]byte(a.text), &p); err != nil || p.RequestID == "" || p.Status != a.status || p.RequestID != a.header.Get("X-Request-Id") {
		t.Errorf("not a whole problem: %d %s", a.status, a.text)
	}
	return p.Code
}

func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if a.status >= 300 {
		t.Fatalf("answered %d: %s", a.status, a.text)
	}
	if err := json.Unmarshal([]byte(a.text), v); err != nil {
		t.Fatalf("%v in %s", err, a.text)
	}
}

// do asks as the holder of a cookie ("" for nobody). extra are header names and values.
func (b *bundle) do(t *testing.T, cookie, method, path, body string, extra ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, b.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	for i := 0; i < len(extra); i += 2 {
		req.Header.Set(extra[i], extra[i+1])
	}
	res, err := b.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, text: string(text)}
}

// login returns the cookie of a new session.
func (b *bundle) login(t *testing.T, name string) string {
	t.Helper()
	a := b.do(t, "", http.MethodPost, "/api/v1/session", `{"username":"`+name+`","licence_code":"`+b.codes[name].Reveal()+`"}`)
	if a.status != http.StatusOK {
		t.Fatalf("login: %d %s", a.status, a.text)
	}
	cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	return cookie
}
