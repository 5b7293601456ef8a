package instagram

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/graph"
	"github.com/kelolapesan/kelola/internal/secret"
)

// TestSend_publicReply: it goes under the comment, and never asks for fields, for which the network makes the comment and then refuses.
func TestSend_publicReply(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.on("POST /v26.0/c1/replies", 200, `{"id":"180"}`)
	content := text("Cek DM")
	content.Comment = &channel.Comment{ID: "c1", Public: true}
	got, err := n.connector().Send(t.Context(), session(), channel.Outgoing{SendID: "s1", Attempt: 1, Content: content})
	if err != nil || got.ExternalID != "180" || !got.To.IsZero() {
		t.Fatalf("%+v, %v", got, err)
	}
	if call := n.last(); call.Body != `{"message":"Cek DM"}` || call.Query != "" || call.Auth != "Bearer "+testToken {
		t.Errorf("called with %s?%s", call.Body, call.Query)
	}
}

// TestRefusals: what the contract's table says of each error, whatever the status; the message itself is never part of it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		code, subcode, status int
		class                 channel.Class
		reason                string
	}{
		{190, 460, 400, channel.ClassChannel, "token_invalid"},
		{102, 0, 400, channel.ClassChannel, "token_invalid"},
		{10, 0, 403, channel.ClassChannel, "permission_missing"},
		{10, 2534022, 400, channel.ClassPermanent, "window_closed"},
		{10, 2018278, 400, channel.ClassPermanent, "window_closed"},
		{551, 1545041, 400, channel.ClassPermanent, "person_unavailable"},
		{100, 2534025, 400, channel.ClassPermanent, "comment_not_answerable"},
		{100, 2534013, 400, channel.ClassPermanent, "private_reply_limit"},
		{100, 33, 400, channel.ClassPermanent, "object_gone"},
		{100, 0, 400, channel.ClassPermanent, "bad_parameter"},
		{20, 1772107, 400, channel.ClassUnknown, "network_error"},
		{4, 0, 400, channel.ClassRetryChannel, "app_limit"},
		{80002, 0, 400, channel.ClassRetryChannel, "account_limit"},
		{613, 0, 429, channel.ClassRetryChannel, "call_limit"},
		{10, 1893063, 400, channel.ClassRetry, "network_error"},
		{1, 0, 500, channel.ClassUnknown, "network_error"},
		{2, 0, 503, channel.ClassUnknown, "network_unavailable"},
		{-2, 0, 200, channel.ClassUnknown, "network_error"},
		{368, 0, 400, channel.ClassChannel, "account_restricted"},
		{200, 2018028, 400, channel.ClassPermanent, "app_in_development"},
		{200, 2534041, 400, channel.ClassChannel, "message_access_off"},
		{299, 0, 400, channel.ClassChannel, "permission_missing"},
		{987654, 0, 400, channel.ClassPermanent, channel.ReasonRefused},
		{987654, 0, 500, channel.ClassUnknown, "network_error"},
	} {
		if got := refusalOf(&graph.Error{Code: x.code, Subcode: x.subcode, Status: x.status}); got.class != x.class || got.reason != x.reason {
			t.Errorf("%d/%d with %d is %s %s, want %s %s", x.code, x.subcode, x.status, got.class, got.reason, x.class, x.reason)
		}
	}
}

// TestSend_outcomes: what an answer without sense, a refusal with 200 and a server failure mean.
func TestSend_outcomes(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		status int
		body   string
		class  channel.Class
	}{
		"not JSON":          {502, "<html>", channel.ClassUnknown},
		"empty":             {200, "", channel.ClassUnknown},
		"no id":             {200, "{}", channel.ClassUnknown},
		"cut off":           {200, `{"recipient_id":"1","mess`, channel.ClassUnknown},
		"refused with 200":  {200, `{"error":{"message":"x","code":190}}`, channel.ClassChannel},
		"refused with 500":  {500, `{"error":{"message":"x","code":100,"error_subcode":2534025}}`, channel.ClassPermanent},
		"limit":             {400, `{"error":{"message":"x","code":4}}`, channel.ClassRetryChannel},
		"error as a string": {400, `{"error":"x"}`, channel.ClassUnknown},
	} {
		n := newNetwork(t)
		n.on("POST /v26.0/17841400000000001/messages", x.status, x.body)
		_, err := n.connector().Send(t.Context(), session(), channel.Outgoing{SendID: "s", To: channel.HandleAddress("5001"), Content: text("Halo")})
		e, ok := errors.AsType[*channel.SendError](err)
		if !ok || e.Class != x.class {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValidate_publicReply(t *testing.T) {
	t.Parallel()
	c := newNetwork(t).connector()
	for body, ok := range map[string]bool{
		"Cek DM ya": true, "OK": true, "SILAKAN CEK DM": false, "#a #b #c #d": true, "#a #b #c #d #e": false, "https://a.id http://b.id": false,
		strings.Repeat("é", 300): true, strings.Repeat("é", 301): false, " ": false,
	} {
		content := text(body)
		content.Comment = &channel.Comment{ID: "c", Public: true}
		if err := c.Validate(content); (err == nil) != ok {
			t.Errorf("%.20q: %v", body, err)
		}
	}
}

// TestExchange: both shapes of the answer to a code; permissions as a list and as a text; a used code.
func TestExchange(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		answer  string
		missing int
		code    string
	}{
		"in a list": {`{"data":[{"access_token":"short","user_id":"1","permissions":"instagram_business_basic, instagram_business_manage_comments"}]}`, 1, ""},
		"flat":      {`{"access_token":"short","user_id":17841400000000001,"permissions":["instagram_business_basic","instagram_business_manage_comments","instagram_business_manage_messages"]}`, 0, ""},
		"silent":    {`{"access_token":"short","user_id":1}`, 0, ""},
		"used":      {`{"error_type":"OAuthException","code":400,"error_message":"Matching code was not found or was already used"}`, 0, ErrCode.Code},
	} {
		n := newNetwork(t)
		status := 200
		if x.code != "" {
			status = 400
		}
		n.on("POST /oauth/access_token", status, x.answer)
		n.on("GET /access_token", 200, `{"access_token":"long","token_type":"bearer","expires_in":5183944}`)
		g, err := n.connector().Exchange(t.Context(), "abc#_")
		if f, _ := fault.Of(err); x.code != "" {
			if f == nil || f.Code != x.code {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || g.Token.Reveal() != "long" || len(g.Missing()) != x.missing || g.Expires.Sub(now) != 5183944*time.Second {
			t.Errorf("%s: %+v, %v", name, g, err)
		}
		if first := n.calls[0]; !strings.Contains(first.Body, "code=abc&") || strings.Contains(first.Query, "secret") {
			t.Errorf("%s: asked with %s?%s", name, first.Body, first.Query)
		}
	}
}

func TestMe_bothShapes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"id":"26000001","user_id":17841400000000001,"username":"toko","account_type":"Business"}`,
		`{"data":[{"id":26000001,"user_id":"17841400000000001","username":"toko","account_type":"BUSINESS"}]}`,
	} {
		n := newNetwork(t)
		n.on("GET /v26.0/me", 200, body)
		got, err := n.connector().Me(t.Context(), secret.New(testToken))
		if err != nil || got.ID != "17841400000000001" || got.AppScoped != "26000001" || got.Type != "BUSINESS" {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

// TestComments_haveTheKeysOfDeliveries: a comment that a sweep finds and its delivery are one event.
func TestComments_haveTheKeysOfDeliveries(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.on("GET /v26.0/m1/comments", 200, `{"data":[{"id":"c2","text":"harga","timestamp":"2026-11-26T08:00:00+0000","username":"siti","from":{"id":"7","username":"siti"}},{"text":"no id"}],
		"paging":{"cursors":{"after":"X"},"next":"https://evil.example/?access_token=x"}}`)
	c := n.connector()
	list, next, err := c.Comments(t.Context(), session(), Post{ID: "m1", Product: "REELS"}, "")
	if err != nil || len(list) != 1 || next != "X" {
		t.Fatalf("%d comments, next %q, %v", len(list), next, err)
	}
	frag := list[0].Fragment
	body, err := json.Marshal(map[string]any{"object": "instagram", "entry": []any{map[string]any{
		"id": session().Channel.ExternalID, "time": 1795680000, "changes": []any{map[string]any{"field": "comments", "value": map[string]any{"id": "c2", "text": "harga"}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	delivered, err := Split(body)
	if err != nil || delivered[0].Key != frag.Key || delivered[0].Kind != frag.Kind {
		t.Errorf("delivered as %s %s, listed as %s %s", delivered[0].Kind, delivered[0].Key, frag.Kind, frag.Key)
	}
	evs, err := c.Translate(channel.Inbound{Kind: frag.Kind, Raw: frag.Raw, ReceivedAt: now})
	if err != nil {
		t.Fatal(err)
	}
	got, ok := evs[0].(channel.CommentReceived)
	if !ok || got.Post != "m1" || got.Product != "REELS" || got.From.Handle() != "7" || got.Text != "harga" {
		t.Errorf("%+v", evs[0])
	}
}

// TestRead_restsWhenAsked: what is read shares the budget of what is sent.
func TestRead_restsWhenAsked(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.usage = `{"1":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":7}]}`
	n.on("GET /v26.0/m1", 200, `{"id":"m1"}`)
	c := n.connector()
	if _, err := c.Post(t.Context(), session(), "m1"); err != nil {
		t.Fatal(err)
	}
	_, err := c.Post(t.Context(), session(), "m1")
	if f, ok := fault.Of(err); !ok || f.Code != ErrLimited.Code || f.RetryAfter != 7*time.Minute || len(n.calls) != 1 {
		t.Errorf("%d calls, %v", len(n.calls), err)
	}
}
