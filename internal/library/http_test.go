package library_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// site is the API with a workspace "toko" of sari, who is logged in.
type site struct {
	*bundle
	server *httptest.Server
	cookie string
}

func serve(t *testing.T, db *wsdb.DB) *site {
	t.Helper()
	s := &site{bundle: setup(t, db)}
	sys, clk, events := dbtest.System(t, db), dbtest.Clock(t, db), event.New(event.NewHub())
	spaces := workspace.New(workspace.Deps{System: sys, DB: db, Clock: clk, Events: events})
	licences := licence.New(licence.Deps{System: sys, Clock: clk})
	accounts := account.New(account.Deps{System: sys, Hasher: sys.Box(), Clock: clk, Workspaces: spaces, Licences: licences})
	api := httpapi.New(httpapi.Options{
		DB: db, Accounts: accounts, Workspaces: spaces, Licences: licences, Events: events,
		Jobs:  job.New(job.Deps{Changed: func(context.Context, *wsdb.Tx, job.ID) error { return nil }}),
		Clock: clk, Log: slog.New(slog.DiscardHandler), Version: "test",
	})
	s.svc.Register(api)
	s.server = httptest.NewServer(api.Handler())
	t.Cleanup(s.server.Close)
	t.Cleanup(api.Close)
	_, code, err := accounts.AddUser(t.Context(), "sari", "Sari", "id")
	if err != nil {
		t.Fatal(err)
	}
	l, err := licences.Create(t.Context(), "Sari", time.Time{}, licence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.CreateWorkspace(t.Context(), l.ID, "toko", "Toko", "sari"); err != nil {
		t.Fatal(err)
	}
	res, _ := s.do(t, http.MethodPost, "/api/v1/session", "application/json", `{"username":"sari","licence_code":"`+code.Reveal()+`"}`)
	s.cookie, _, _ = strings.Cut(res.Header.Get("Set-Cookie"), ";")
	return s
}

func (s *site) do(t *testing.T, method, path, kind, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Cookie", s.cookie)
	res, err := s.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

func form(t *testing.T, field, name string, content []byte) (kind, body string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.WriteField("note", "x"); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.String()
}

func TestHTTP_uploadAndDownload(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		for _, tt := range []struct {
			name, content, kind, disposition string
		}{
			{"foto ibu.png", string(png), "image/png", `inline; filename="foto ibu.png"`},
			{"jahat.png", "<html><script>alert(1)</script></html>", "application/octet-stream", `attachment; filename=jahat.png`},
			{"gambar.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "application/octet-stream", `attachment; filename=gambar.svg`},
			{"nota.pdf", "%PDF-1.7 x", "application/octet-stream", `attachment; filename=nota.pdf`},
		} {
			kind, body := form(t, "file", tt.name, []byte(tt.content))
			res, text := s.do(t, http.MethodPost, "/api/v1/workspaces/toko/attachments", kind, body)
			var made struct {
				ID, Name, MIME string
				Size           int64
			}
			if err := json.Unmarshal([]byte(text), &made); err != nil || res.StatusCode != http.StatusCreated || made.Name != tt.name || made.Size != int64(len(tt.content)) {
				t.Fatalf("%s: %d %s", tt.name, res.StatusCode, text)
			}
			res, text = s.do(t, http.MethodGet, "/api/v1/workspaces/toko/attachments/"+made.ID+"/content", "", "")
			h := res.Header
			if res.StatusCode != http.StatusOK || text != tt.content || h.Get("Content-Type") != tt.kind || h.Get("Content-Disposition") != tt.disposition {
				t.Errorf("%s: %d %q %q", tt.name, res.StatusCode, h.Get("Content-Type"), h.Get("Content-Disposition"))
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("%s: headers %v", tt.name, h)
			}
		}
	})
}

func TestHTTP_refusals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		kind, body := form(t, "other", "x", []byte("x"))
		_, empty := form(t, "file", "x", nil)
		for _, tt := range []struct {
			method, path, kind, body string
			status                   int
			code                     string
		}{
			{http.MethodPost, "/attachments", kind, body, 422, "attachment.missing"},
			{http.MethodPost, "/attachments", "application/json", "{}", 422, "attachment.missing"},
			{http.MethodPost, "/attachments", kind, body[:len(body)/2], 422, "attachment.missing"},
			{http.MethodPost, "/attachments", "multipart/form-data; boundary=" + strings.TrimPrefix(strings.SplitN(empty, "\r\n", 2)[0], "--"), empty, 422, "attachment.empty"},
			{http.MethodGet, "/attachments/x/content", "", "", 404, "attachment.not_found"},
			{http.MethodGet, "/attachments/019aa000-0000-7000-8000-000000000000/content", "", "", 404, "attachment.not_found"},
		} {
			res, text := s.do(t, tt.method, "/api/v1/workspaces/toko"+tt.path, tt.kind, tt.body)
			if res.StatusCode != tt.status || !strings.Contains(text, `"`+tt.code+`"`) {
				t.Errorf("%s %s: %d %s, want %d %s", tt.method, tt.path, res.StatusCode, text, tt.status, tt.code)
			}
		}
		s.cookie = ""
		if res, _ := s.do(t, http.MethodGet, "/api/v1/workspaces/toko/attachments/x/content", "", ""); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("without a login: %d", res.StatusCode)
		}
	})
}
