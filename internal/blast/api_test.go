package blast

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// edge is the API with the operations of the inbox and of blasts.
type edge struct {
	*bundle
	*apitest.Site
}

func serve(t *testing.T, db *wsdb.DB) *edge {
	t.Helper()
	b := setup(t, db)
	e := &edge{bundle: b, Site: apitest.New(t, db, apitest.Parts{}, func(api *httpapi.API) {
		b.Register(api)
		b.inbox.Register(api)
	})}
	b.ws = e.Workspace
	return e
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
		b := decode[BlastView](t, e.Must(201, "sari", "POST", "/blasts", `{"name":"Promo"}`))
		at := "/blasts/" + b.ID
		e.Must(403, "wati", "PATCH", at, `{"version":1,"name":"x"}`)
		e.Must(422, "sari", "PATCH", at, `{"version":1,"nonsense":true}`)
		e.Must(409, "sari", "PATCH", at, `{"version":7,"name":"x"}`)
		e.Must(422, "sari", "PATCH", at, `{"version":1,"message":{"kind":"text","text":"{{"}}`)
		b = decode[BlastView](t, e.Must(200, "sari", "PATCH", at, `{"version":1,"channel_id":"`+e.around.channel.ID.String()+`","audience":{"all":true},
			"message":{"kind":"template","template":{"name":"promo","language":"id"},"variables":{"body.1":"{{name}}","body.2":"kue"}},
			"missing_policy":"skip"}`))
		pre := decode[PreflightView](t, e.Must(200, "wati", "POST", at+"/preflight", ""))
		if pre.Sendable != 3 || !pre.Exact || len(pre.Blockers) != 0 || pre.EstimatedEnd == nil {
			t.Fatalf("preflight = %+v", pre)
		}
		if text := e.Must(200, "wati", "POST", at+"/preview", `{"count":2}`); strings.Count(text, `"skip_reason":null`) != 2 {
			t.Fatalf("preview = %s", text)
		}
		e.Must(403, "wati", "POST", at+"/start", `{"version":2}`)
		e.Must(409, "sari", "POST", at+"/start", `{"version":1}`)
		e.Must(409, "sari", "POST", at+"/pause", "")
		e.Must(200, "sari", "POST", at+"/start", `{"version":2}`)
		dbtest.Wait(t, "the end", func() bool {
			return decode[BlastView](t, e.Must(200, "wati", "GET", at, "")).State == Finished
		})
		rs := decode[httpapi.List[RecipientView]](t, e.Must(200, "wati", "GET", at+"/recipients?state=accepted&limit=2", ""))
		if len(rs.Items) != 2 || rs.Next == nil || rs.Items[0].At == nil || !strings.HasPrefix(rs.Items[0].PhoneDisplay, "+62 812") {
			t.Fatalf("recipients = %+v", rs)
		}
		rep := decode[ReportView](t, e.Must(200, "wati", "GET", at+"/report", ""))
		if rep.Counts.Accepted != 3 || len(rep.PerMinute) != 1 {
			t.Fatalf("report = %+v", rep)
		}
		if text := e.Must(200, "wati", "GET", at+"/report.csv", ""); strings.Count(text, "\r\n") != 4 {
			t.Fatalf("csv = %q", text)
		}
		e.Must(409, "sari", "POST", at+"/retry", "")
		e.Must(409, "sari", "DELETE", at, "")
		e.Must(404, "sari", "GET", "/blasts/"+id.New[Blast]().String()+"/report.csv", "")
		if list := decode[httpapi.List[BlastView]](t, e.Must(200, "wati", "GET", "/blasts", "")); len(list.Items) != 1 {
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
		list := decode[httpapi.List[conversation]](t, e.Must(200, "wati", "GET", "/conversations?view=unread", ""))
		if len(list.Items) != 1 || list.Items[0].Unread != 1 || list.Items[0].Contact.Name != "Siti" || list.Items[0].LastPreview != "Halo" {
			t.Fatalf("conversations = %+v", list)
		}
		at := "/conversations/" + list.Items[0].ID
		e.Must(403, "wati", "POST", at+"/messages", `{"text":"Ya"}`, "Idempotency-Key", "12345678")
		e.Must(422, "sari", "POST", at+"/messages", `{"text":"Ya"}`)
		one := e.Must(202, "sari", "POST", at+"/messages", `{"text":"Ya"}`, "Idempotency-Key", "12345678")
		two := e.Must(202, "sari", "POST", at+"/messages", `{"text":"Ya"}`, "Idempotency-Key", "12345678")
		if one != two {
			t.Fatalf("the same key again: %s, then %s", one, two)
		}
		e.Must(409, "sari", "POST", at+"/messages", `{"text":"Tidak"}`, "Idempotency-Key", "12345678")
		if text := e.Must(200, "wati", "GET", at+"/messages", ""); !strings.Contains(text, `"state":"queued"`) || !strings.Contains(text, `"text":"Halo"`) {
			t.Fatalf("messages = %s", text)
		}
		e.Must(204, "sari", "POST", at+"/read", "")
		if text := e.Must(200, "wati", "GET", at, ""); !strings.Contains(text, `"unread":0`) {
			t.Fatalf("conversation = %s", text)
		}
		body := `{"channel_id":"` + e.around.channel.ID.String() + `","to":{"phone":"081234567890"},"text":"Halo lagi"}`
		sent := decode[struct{ ID, State string }](t, e.Must(202, "sari", "POST", "/messages", body, "Idempotency-Key", "12345678"))
		if got := e.Must(200, "wati", "GET", "/messages/"+sent.ID, ""); !strings.Contains(got, `"origin":{"kind":"api"`) {
			t.Fatalf("message = %s", got)
		}
		if got := e.Must(200, "wati", "GET", "/messages?state=held", ""); !strings.Contains(got, `"items":[]`) {
			t.Fatalf("held = %s", got)
		}
		e.Must(404, "wati", "GET", "/conversations/"+id.New[channel.Channel]().String()+"/messages", "")
	})
}
