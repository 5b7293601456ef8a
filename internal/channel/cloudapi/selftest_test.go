package cloudapi

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
)

const goodToken = `{"data":{"app_id":42,"is_valid":true,"expires_at":0,"scopes":["whatsapp_business_messaging","whatsapp_business_management"],
	"granular_scopes":[{"scope":"whatsapp_business_management","target_ids":["900"]}]}}`

func healthy(n *network) {
	n.on("GET /v26.0/debug_token", 200, goodToken)
	n.on("GET /v26.0/100", 200, `{"id":"100","status":"CONNECTED","display_phone_number":"+62 811","verified_name":"Toko","quality_rating":"GREEN","whatsapp_business_manager_messaging_limit":"TIER_2K"}`)
	n.on("GET /v26.0/900/phone_numbers", 200, `{"data":[{"id":"100"}]}`)
	n.on("GET /v26.0/900/subscribed_apps", 200, `{"data":[{"whatsapp_business_api_data":{"id":"42"}}]}`)
}

func TestSelfTest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*network)
		failed []string
	}{
		"healthy": {func(*network) {}, nil},
		"dead token": {func(n *network) {
			n.on("GET /v26.0/debug_token", 200, `{"data":{"app_id":"42","is_valid":false}}`)
			n.on("GET /v26.0/100", 401, `{"error":{"message":"x","code":190}}`)
		}, []string{"error token.invalid", "error phone.token_invalid"}},
		"another app": {func(n *network) {
			n.on("GET /v26.0/debug_token", 200, strings.Replace(goodToken, "42", "43", 1))
		}, []string{"error token_app.other_app"}},
		"ends soon": {func(n *network) {
			n.on("GET /v26.0/debug_token", 200, strings.Replace(goodToken, `"expires_at":0`, `"expires_at":1793674800`, 1))
		}, []string{"warning token_expiry.soon"}},
		"no scope for the account": {func(n *network) {
			n.on("GET /v26.0/debug_token", 200, strings.Replace(goodToken, `"900"`, `"901"`, 1))
		}, []string{"error scope_management.missing"}},
		"no such number": {func(n *network) {
			n.on("GET /v26.0/100", 400, `{"error":{"message":"x","code":100,"error_subcode":33}}`)
		}, []string{"error phone.not_found"}},
		"number pending": {func(n *network) {
			n.on("GET /v26.0/100", 200, `{"id":"100","status":"PENDING","quality_rating":"RED"}`)
		}, []string{"error phone_status.pending", "warning phone_quality.red"}},
		"number of another account": {func(n *network) {
			n.on("GET /v26.0/900/phone_numbers", 200, `{"data":[{"id":"101"}]}`)
		}, []string{"error account.number_elsewhere"}},
		"number on a later page": {func(n *network) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.answers["GET /v26.0/900/phone_numbers"] = func(w http.ResponseWriter, r *http.Request, _ string) bool {
				if r.URL.Query().Get("after") == "c1" {
					reply(w, 200, `{"data":[{"id":"100"}],"paging":{"cursors":{"after":"c2"}}}`)
				} else {
					reply(w, 200, `{"data":[{"id":"101"}],"paging":{"cursors":{"after":"c1"},"next":"https://example.com/leak"}}`)
				}
				return true
			}
		}, nil},
		"not subscribed, then subscribed": {func(n *network) {
			n.on("GET /v26.0/900/subscribed_apps", 200, `{"data":[]}`)
			n.on("POST /v26.0/900/subscribed_apps", 200, `{"success":true}`)
		}, nil},
		"cannot subscribe": {func(n *network) {
			n.on("GET /v26.0/900/subscribed_apps", 200, `{"data":[]}`)
			n.on("POST /v26.0/900/subscribed_apps", 403, `{"error":{"message":"x","code":200}}`)
		}, []string{"error webhook_subscription.permission_missing"}},
		"delivered elsewhere": {func(n *network) {
			n.on("GET /v26.0/900/subscribed_apps", 200, `{"data":[{"whatsapp_business_api_data":{"id":"42"},"override_callback_uri":"https://other.example/x"}]}`)
		}, []string{"warning webhook_override.elsewhere"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNetwork(t)
			healthy(n)
			tt.change(n)
			checks, _, err := connect(t, n.URL).SelfTest(t.Context(), session())
			if err != nil {
				t.Fatal(err)
			}
			var failed []string
			for _, c := range checks {
				if !c.OK {
					failed = append(failed, string(c.Severity)+" "+c.DetailCode)
				}
			}
			if diff := cmp.Diff(tt.failed, failed); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelfTest_factsAndFallback(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	healthy(n)
	_, facts, err := connect(t, n.URL).SelfTest(t.Context(), session())
	want := channel.Facts{DisplayPhone: "+62 811", VerifiedName: "Toko", Quality: "green", Status: "CONNECTED", DailyLimit: 2000}
	if diff := cmp.Diff(want, facts); err != nil || diff != "" {
		t.Error(err, diff)
	}
	n.mu.Lock()
	n.answers["GET /v26.0/100"] = func(w http.ResponseWriter, r *http.Request, _ string) bool {
		if strings.Contains(r.URL.RawQuery, "throughput") {
			reply(w, 400, `{"error":{"message":"(#100) Tried accessing nonexisting field","code":100}}`)
			return true
		}
		reply(w, 200, `{"id":"100","display_phone_number":"+62 811","quality_rating":"GREEN"}`)
		return true
	}
	n.mu.Unlock()
	checks, facts, err := connect(t, n.URL).SelfTest(t.Context(), session())
	if err != nil || facts.DisplayPhone != "+62 811" {
		t.Errorf("fallback: %+v, %+v, %v", checks, facts, err)
	}
}

func TestSelfTest_unreachable(t *testing.T) {
	t.Parallel()
	_, _, err := connect(t, "http://127.0.0.1:1").SelfTest(t.Context(), session())
	if !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), testToken) {
		t.Errorf("error = %v", err)
	}
}

func TestSelfTest_withoutApp(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	healthy(n)
	c := connect(t, n.URL)
	c.cfg.AppID, c.cfg.AppSecrets, c.cfg.PublicURL = "", nil, ""
	checks, _, err := c.SelfTest(t.Context(), session())
	if err != nil {
		t.Fatal(err)
	}
	failed := map[string]bool{}
	for _, c := range checks {
		failed[c.DetailCode] = !c.OK
	}
	if !failed["token.not_checked"] || !failed["webhook_secret.missing"] || !failed["webhook_address.not_public"] || failed["webhook_subscription.ok"] {
		t.Errorf("checks = %+v", checks)
	}
}

func TestTemplates_followPagesByCursor(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.mu.Lock()
	n.answers["GET /v26.0/900/message_templates"] = func(w http.ResponseWriter, r *http.Request, _ string) bool {
		switch r.URL.Query().Get("after") {
		case "":
			reply(w, 200, `{"data":[{"id":1,"name":"a","language":"id","status":"approved","category":"UTILITY","quality_score":{"score":"GREEN"},"rejected_reason":"NONE",
				"components":[{"type":"BODY","text":"Halo"}]}],"paging":{"cursors":{"before":"x","after":"c1"},"next":"`+n.URL+`/leak?access_token=T"}}`)
		case "c1":
			reply(w, 200, `{"data":[{"id":"2","name":"b","language":"en-US","status":"HOLOGRAM"}],"paging":{"cursors":{"after":"c2"}}}`)
		default:
			reply(w, 500, `{}`)
		}
		return true
	}
	n.mu.Unlock()
	got, err := connect(t, n.URL).Templates(t.Context(), session())
	want := []channel.RemoteTemplate{
		{ExternalID: "1", Name: "a", Language: "id", Status: "APPROVED", Category: "UTILITY", Quality: "green", Components: []byte(`[{"type":"BODY","text":"Halo"}]`)},
		{ExternalID: "2", Name: "b", Language: "en_US", Status: "HOLOGRAM", Components: []byte("[]")},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if len(n.calls) != 2 {
		t.Errorf("%d calls", len(n.calls))
	}
}

func TestMarkReadAndTyping(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.on("POST /v26.0/100/messages", 200, `{"success":true}`)
	c := connect(t, n.URL)
	if err := c.Typing(t.Context(), session(), channel.Address{}, "wamid.A#1"); err != nil {
		t.Fatal(err)
	}
	if got := n.last().Body; got != `{"message_id":"wamid.A","messaging_product":"whatsapp","status":"read","typing_indicator":{"type":"text"}}` {
		t.Error(got)
	}
	if err := c.MarkRead(t.Context(), session(), channel.Address{}, "wamid.A"); err != nil || strings.Contains(n.last().Body, "typing") {
		t.Error(err, n.last().Body)
	}
}

func TestRefusals_everyCodeHasAReason(t *testing.T) {
	t.Parallel()
	for code, r := range refusals {
		if r.class == "" || r.reason == "" || r.after < 0 {
			t.Errorf("%d: %+v", code, r)
		}
		if e := statusError(code, 0); e.Class == channel.ClassUnknown {
			t.Errorf("%d: a reported failure is not unknown", code)
		}
	}
	for n, want := range []float64{4, 4, 16, 64, 256, 1024, 3600, 3600} {
		if got := pairWait(n); got.Seconds() != want {
			t.Errorf("pairWait(%d) = %v", n, got)
		}
	}
}
