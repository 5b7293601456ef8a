package channel_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
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
	h := &channel.HTTP{Service: s.svc, Setup: channel.Setup{WebhookURL: "https://kelola.example/webhooks/meta", VerifyToken: secret.New("verify-me"), GraphVersion: "v26.0", AppConfigured: true}}
	h.Register(api)
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
	w, err := accounts.CreateWorkspace(t.Context(), l.ID, "toko", "Toko", "sari")
	if err != nil {
		t.Fatal(err)
	}
	s.ws = w.ID
	res, _ := s.do(t, http.MethodPost, "/api/v1/session", `{"username":"sari","licence_code":"`+code.Reveal()+`"}`)
	s.cookie, _, _ = strings.Cut(res.Header.Get("Set-Cookie"), ";")
	return s
}

func (s *site) do(t *testing.T, method, path, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
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

// call asks for a path of the workspace, expects a status and returns the JSON answer.
func (s *site) call(t *testing.T, method, path, body string, status int) (map[string]any, string) {
	t.Helper()
	res, text := s.do(t, method, "/api/v1/workspaces/toko"+path, body)
	if res.StatusCode != status {
		t.Fatalf("%s %s = %d %s, want %d", method, path, res.StatusCode, text, status)
	}
	var out map[string]any
	if text != "" {
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	return out, text
}

func TestHTTP_lifeOfAChannel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		s.stub.templates = []channel.RemoteTemplate{{ExternalID: "7", Name: "promo", Language: "id", Status: "APPROVED", Components: json.RawMessage(positional)}}
		if got, _ := s.call(t, "GET", "/channels/setup", "", 200); got["verify_token"] != "verify-me" || got["app_configured"] != true {
			t.Errorf("setup = %v", got)
		}
		const connect = `{"kind":"cloudapi","name":"Toko","waba_id":"900","phone_number_id":"100","token":"EAAtoken123"}`
		made, text := s.call(t, "POST", "/channels", connect, 201)
		if made["state"] != "connected" || made["checks"] == nil || strings.Contains(text, "EAAtoken") {
			t.Errorf("connected = %s", text)
		}
		path := "/channels/" + made["id"].(string)
		if got, _ := s.call(t, "POST", "/channels", connect, 409); got["code"] != "channel.already_connected" {
			t.Errorf("again = %v", got)
		}
		if _, text := s.call(t, "GET", "/channels", "", 200); !strings.Contains(text, `"next":null`) || !strings.Contains(text, `"usage":{"minute":0`) || strings.Contains(text, "EAAtoken") {
			t.Errorf("list = %s", text)
		}
		got, _ := s.call(t, "PATCH", path, `{"name":"Baru","limits":{"per_second":5,"per_minute":0,"per_hour":0,"per_day":0,"new_per_day":0,"min_gap_ms":0,"max_gap_ms":0,"batch_size":0,"rest_seconds":0}}`, 200)
		if got["name"] != "Baru" || got["limits"].(map[string]any)["per_second"] != 5.0 {
			t.Errorf("updated = %v", got)
		}
		s.stub.checks = []channel.Check{{ID: "phone_status", Severity: channel.SeverityError, DetailCode: "phone_status.banned"}}
		if got, _ := s.call(t, "POST", path+"/self-test", "", 200); got["state"] != "needs_attention" || got["state_reason"] != "phone_status.banned" {
			t.Errorf("self-test = %v", got)
		}
		s.stub.checks = nil
		s.call(t, "PUT", path+"/token", `{"token":"EAAtoken456"}`, 200)
		if got, _ := s.call(t, "POST", path+"/resume", "", 200); got["state"] != "connected" {
			t.Errorf("resumed = %v", got)
		}
		if got, _ := s.call(t, "POST", path+"/templates/sync", "", 200); got["synced"] != 1.0 {
			t.Errorf("synced = %v", got)
		}
		list, text := s.call(t, "GET", "/templates?status=APPROVED&channel="+made["id"].(string), "", 200)
		one := list["items"].([]any)[0].(map[string]any)
		if one["sendable"] != true || len(one["variables"].([]any)) != 7 || len(one["components"].([]any)) != 4 {
			t.Errorf("templates = %s", text)
		}
		s.call(t, "GET", "/templates/"+one["id"].(string), "", 200)
		s.call(t, "POST", "/templates/"+one["id"].(string)+"/resume", "", 200)
		s.call(t, "DELETE", path, "", 204)
		if got, _ := s.call(t, "GET", path, "", 200); got["state"] != "disconnected" {
			t.Errorf("after disconnect = %v", got)
		}
		if got, _ := s.call(t, "POST", path+"/self-test", "", 409); got["code"] != "channel.disconnected" {
			t.Errorf("self-test of a disconnected channel = %v", got)
		}
	})
}

func TestHTTP_refusesBadDetails(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		got, text := s.call(t, "POST", "/channels", `{"kind":"cloudapi","name":"Toko","waba_id":"x","phone_number_id":"y","token":"EAA-secret-token with space"}`, 422)
		if got["code"] != "channel.invalid" || len(got["errors"].([]any)) != 3 || strings.Contains(text, "EAA-secret") {
			t.Errorf("refused = %s", text)
		}
		s.stub.checks = []channel.Check{{ID: "token", Severity: channel.SeverityError, DetailCode: "token.invalid"}}
		got, text = s.call(t, "POST", "/channels", `{"kind":"cloudapi","name":"Toko","waba_id":"1","phone_number_id":"2","token":"EAAtoken123"}`, 422)
		if got["code"] != "channel.check_failed" || !strings.Contains(text, "token.invalid") || strings.Contains(text, "EAAtoken") {
			t.Errorf("refused = %s", text)
		}
		s.call(t, "GET", "/channels/x", "", 404)
		s.call(t, "GET", "/templates/x", "", 404)
		res, text := s.do(t, http.MethodGet, "/api/v1/openapi.json", "")
		if res.StatusCode != http.StatusOK || !strings.Contains(text, `"connect-channel"`) {
			t.Errorf("openapi = %d", res.StatusCode)
		}
	})
}
