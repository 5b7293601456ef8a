// Package apitest serves an API over a real database and real HTTP to the tests of features. There is one workspace, "toko", of
// sari, who owns it; wati may only read. Both are logged in.
package apitest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Root is the path of the workspace.
const Root = "/api/v1/workspaces/toko"

// Site is a running API.
type Site struct {
	Workspace id.Workspace

	t       *testing.T
	server  *httptest.Server
	cookies map[string]string
	codes   map[string]string
}

// Parts are what a feature shares with the API; what is nil is made anew.
type Parts struct {
	Events *event.Log
	Jobs   *job.Service
}

// New serves what register adds, until the test ends.
func New(t *testing.T, db *wsdb.DB, p Parts, register func(*httpapi.API)) *Site {
	t.Helper()
	if p.Events == nil {
		p.Events = event.New(event.NewHub())
	}
	if p.Jobs == nil {
		p.Jobs = job.New(job.Deps{Changed: func(context.Context, *wsdb.Tx, job.ID) error { return nil }})
	}
	sys, clk := dbtest.System(t, db), dbtest.Clock(t, db)
	spaces := workspace.New(workspace.Deps{System: sys, DB: db, Clock: clk, Events: p.Events})
	licences := licence.New(licence.Deps{System: sys, Clock: clk})
	accounts := account.New(account.Deps{System: sys, Hasher: sys.Box(), Clock: clk, Workspaces: spaces, Licences: licences})
	api := httpapi.New(httpapi.Options{
		DB: db, Accounts: accounts, Workspaces: spaces, Licences: licences, Events: p.Events, Jobs: p.Jobs,
		Clock: clk, Log: slog.New(slog.DiscardHandler), Version: "test",
	})
	register(api)
	s := &Site{t: t, server: httptest.NewServer(api.Handler()), cookies: map[string]string{}, codes: map[string]string{}}
	t.Cleanup(s.server.Close)
	t.Cleanup(api.Close)
	s.people(accounts, licences)
	return s
}

func (s *Site) people(accounts *account.Service, licences *licence.Service) {
	s.t.Helper()
	ctx := s.t.Context()
	l, err := licences.Create(ctx, "Sari", time.Time{}, licence.Limits{})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range []string{"sari", "wati"} {
		_, code, err := accounts.AddUser(ctx, name, name, "id")
		if err != nil {
			s.t.Fatal(err)
		}
		if name == "sari" {
			var w workspace.Workspace
			w, err = accounts.CreateWorkspace(ctx, l.ID, "toko", "Toko", name)
			s.Workspace = w.ID
		} else {
			err = accounts.AddMember(ctx, "toko", name, workspace.Viewer, true, account.UserID{})
		}
		if err != nil {
			s.t.Fatal(err)
		}
		s.codes[name] = code.Reveal()
		s.LogIn(name)
	}
}

// LogIn gives a person a new session, as is needed after half a day.
func (s *Site) LogIn(who string) {
	s.t.Helper()
	res, _ := s.Do("", http.MethodPost, "/api/v1/session", `{"username":"`+who+`","licence_code":"`+s.codes[who]+`"}`)
	s.cookies[who], _, _ = strings.Cut(res.Header.Get("Set-Cookie"), ";")
}

// Do sends a request as a person, or as nobody with "". The path is one of the workspace unless it begins with /api/. header holds names
// and values in turn; a body is JSON unless it says something else.
func (s *Site) Do(who, method, path, body string, header ...string) (*http.Response, string) {
	s.t.Helper()
	if !strings.HasPrefix(path, "/api/") {
		path = Root + path
	}
	req, err := http.NewRequestWithContext(context.WithoutCancel(s.t.Context()), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		req.Header.Set("Cookie", s.cookies[who])
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.server.Client().Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, string(text)
}

// Cookie is the session of a person, for requests to other addresses than the API's.
func (s *Site) Cookie(who string) string { return s.cookies[who] }

// Must is Do, and fails the test when the answer has another status.
func (s *Site) Must(status int, who, method, path, body string, header ...string) string {
	s.t.Helper()
	res, text := s.Do(who, method, path, body, header...)
	if res.StatusCode != status {
		s.t.Fatalf("%s %s = %d %s, want %d", method, path, res.StatusCode, text, status)
	}
	return text
}
