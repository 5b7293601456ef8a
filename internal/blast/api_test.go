package blast

import (
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
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// edge is the API with the operations of the inbox and of blasts, and people who are logged in.
type edge struct {
	*bundle
	server  *httptest.Server
	cookies map[string]string
}

func serve(t *testing.T, db *wsdb.DB) *edge {
	t.Helper()
	b := setup(t, db)
	ctx, sys, clk := t.Context(), dbtest.System(t, db), dbtest.Clock(t, db)
	spaces := workspace.New(workspace.Deps{System: sys, DB: db, Clock: clk, Events: b.events})
	licences := licence.New(licence.Deps{System: sys, Clock: clk})
	accounts := account.New(account.Deps{System: sys, Hasher: sys.Box(), Clock: clk, Workspaces: spaces, Licences: licences})
	api := httpapi.New(httpapi.Options{
		DB: db, Accounts: accounts, Workspaces: spaces, Licences: licences, Events: event.New(event.NewHub()), Jobs: job.New(job.Deps{}),
		Clock: clk, Log: slog.New(slog.DiscardHandler), Version: "test",
	})
	b.Register(api)
	b.inbox.Register(api)
	e := &edge{bundle: b, server: httptest.NewServer(api.Handler()), cookies: map[string]string{}}
	t.Cleanup(e.server.Close)
	t.Cleanup(api.Close)
	l, err := licences.Create(ctx, "Sari", time.Time{}, licence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"sari", "wati"} {
		_, code, err := accounts.AddUser(ctx, name, name, "id")
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			ws, err := accounts.CreateWorkspace(ctx, l.ID, "toko", "Toko", "sari")
			if err != nil {
				t.Fatal(err)
			}
			b.ws = ws.ID
		} else if err := accounts.AddMember(ctx, "toko", name, workspace.Viewer, true, account.UserID{}); err != nil {
			t.Fatal(err)
		}
		e.login(t, name, code.Reveal())
	}
	return e
}

func (e *edge) login(t *testing.T, name, code string) {
	t.Helper()
	res, err := e.server.Client().Post(e.server.URL+"/api/v1/session", "application/json",
		strings.NewReader(`{"username":"`+name+`","licence_code":"`+code+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	e.cookies[name], _, _ = strings.Cut(res.Header.Get("Set-Cookie"), ";")
}

// do asks in the workspace and returns the body; it fails when the status is another one.
func (e *edge) do(t *testing.T, who, method, path, body string, status int, header ...string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, e.server.URL+"/api/v1/workspaces/toko"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", e.cookies[who])
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := e.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != status {
		t.Fatalf("%s %s = %d, want %d: %s", method, path, res.StatusCode, status, text)
	}
	return string(text)
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func TestAPI_blast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := serve(t, db)
		e.people(t, 3)
		e.dispatch(t)
		b := decode[BlastView](t, e.do(t, "sari", "POST", "/blasts", `{"name":"Promo"}`, 201))
		at := "/blasts/" + b.ID
		e.do(t, "wati", "PATCH", at, `{"version":1,"name":"x"}`, 403)
		e.do(t, "sari", "PATCH", at, `{"version":1,"nonsense":true}`, 422)
		e.do(t, "sari", "PATCH", at, `{"version":7,"name":"x"}`, 409)
		e.do(t, "sari", "PATCH", at, `{"version":1,"message":{"kind":"text","text":"{{"}}`, 422)
		b = decode[BlastView](t, e.do(t, "sari", "PATCH", at, `{"version":1,"channel_id":"`+e.around.channel.ID.String()+`","audience":{"all":true},
			"message":{"kind":"template","template":{"name":"promo","language":"id"},"variables":{"body.1":"{{name}}","body.2":"kue"}},
			"missing_policy":"skip"}`, 200))
		pre := decode[PreflightView](t, e.do(t, "wati", "POST", at+"/preflight", "", 200))
		if pre.Sendable != 3 || !pre.Exact || len(pre.Blockers) != 0 || pre.EstimatedEnd == nil {
			t.Fatalf("preflight = %+v", pre)
		}
		if text := e.do(t, "wati", "POST", at+"/preview", `{"count":2}`, 200); strings.Count(text, `"skip_reason":null`) != 2 {
			t.Fatalf("preview = %s", text)
		}
		e.do(t, "wati", "POST", at+"/start", `{"version":2}`, 403)
		e.do(t, "sari", "POST", at+"/start", `{"version":1}`, 409)
		e.do(t, "sari", "POST", at+"/pause", "", 409)
		e.do(t, "sari", "POST", at+"/start", `{"version":2}`, 200)
		dbtest.Wait(t, "the end", func() bool {
			return decode[BlastView](t, e.do(t, "wati", "GET", at, "", 200)).State == Finished
		})
		rs := decode[httpapi.List[RecipientView]](t, e.do(t, "wati", "GET", at+"/recipients?state=accepted&limit=2", "", 200))
		if len(rs.Items) != 2 || rs.Next == nil || rs.Items[0].At == nil || !strings.HasPrefix(rs.Items[0].PhoneDisplay, "+62 812") {
			t.Fatalf("recipients = %+v", rs)
		}
		rep := decode[ReportView](t, e.do(t, "wati", "GET", at+"/report", "", 200))
		if rep.Counts.Accepted != 3 || len(rep.PerMinute) != 1 {
			t.Fatalf("report = %+v", rep)
		}
		if text := e.do(t, "wati", "GET", at+"/report.csv", "", 200); strings.Count(text, "\r\n") != 4 {
			t.Fatalf("csv = %q", text)
		}
		e.do(t, "sari", "POST", at+"/retry", "", 409)
		e.do(t, "sari", "DELETE", at, "", 409)
		e.do(t, "sari", "GET", "/blasts/"+id.New[Blast]().String()+"/report.csv", "", 404)
		if list := decode[httpapi.List[BlastView]](t, e.do(t, "wati", "GET", "/blasts", "", 200)); len(list.Items) != 1 {
			t.Fatalf("list = %+v", list)
		}
	})
}

func TestAPI_inbox(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		e := serve(t, db)
		e.write(t, func(tx *wsdb.Tx) error {
			return e.inbox.HandleEvents(t.Context(), tx, e.around.channel, []channel.Event{channel.MessageReceived{
				ExternalID: "wamid.1", From: channel.Address{Phone: "+6281234567890"}, ProfileName: "Siti", At: dbtest.Start,
				Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "Halo"}},
			}})
		})
		type conversation struct {
			ID          string
			Unread      int
			LastPreview string `json:"last_preview"`
			Contact     struct{ Name string }
		}
		list := decode[httpapi.List[conversation]](t, e.do(t, "wati", "GET", "/conversations?view=unread", "", 200))
		if len(list.Items) != 1 || list.Items[0].Unread != 1 || list.Items[0].Contact.Name != "Siti" || list.Items[0].LastPreview != "Halo" {
			t.Fatalf("conversations = %+v", list)
		}
		at := "/conversations/" + list.Items[0].ID
		e.do(t, "wati", "POST", at+"/messages", `{"text":"Ya"}`, 403, "Idempotency-Key", "12345678")
		e.do(t, "sari", "POST", at+"/messages", `{"text":"Ya"}`, 422)
		one := e.do(t, "sari", "POST", at+"/messages", `{"text":"Ya"}`, 202, "Idempotency-Key", "12345678")
		two := e.do(t, "sari", "POST", at+"/messages", `{"text":"Ya"}`, 202, "Idempotency-Key", "12345678")
		if one != two {
			t.Fatalf("the same key again: %s, then %s", one, two)
		}
		e.do(t, "sari", "POST", at+"/messages", `{"text":"Tidak"}`, 409, "Idempotency-Key", "12345678")
		if text := e.do(t, "wati", "GET", at+"/messages", "", 200); !strings.Contains(text, `"state":"queued"`) || !strings.Contains(text, `"text":"Halo"`) {
			t.Fatalf("messages = %s", text)
		}
		e.do(t, "sari", "POST", at+"/read", "", 204)
		if text := e.do(t, "wati", "GET", at, "", 200); !strings.Contains(text, `"unread":0`) {
			t.Fatalf("conversation = %s", text)
		}
		body := `{"channel_id":"` + e.around.channel.ID.String() + `","to":{"phone":"081234567890"},"text":"Halo lagi"}`
		sent := decode[struct{ ID, State string }](t, e.do(t, "sari", "POST", "/messages", body, 202, "Idempotency-Key", "12345678"))
		if got := e.do(t, "wati", "GET", "/messages/"+sent.ID, "", 200); !strings.Contains(got, `"origin":{"kind":"api"`) {
			t.Fatalf("message = %s", got)
		}
		if got := e.do(t, "wati", "GET", "/messages?state=held", "", 200); !strings.Contains(got, `"items":[]`) {
			t.Fatalf("held = %s", got)
		}
		e.do(t, "wati", "GET", "/conversations/"+id.New[channel.Channel]().String()+"/messages", "", 404)
	})
}
