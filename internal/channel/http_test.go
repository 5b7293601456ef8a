package channel_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type site struct {
	*bundle
	*apitest.Site
}

func serve(t *testing.T, db *wsdb.DB) *site {
	t.Helper()
	s := &site{bundle: setup(t, db)}
	h := &channel.HTTP{Service: s.svc, Setup: channel.Setup{WebhookURL: "https://kelola.example/webhooks/meta", VerifyToken: secret.New("verify-me"), GraphVersion: "v26.0", AppConfigured: true}}
	s.Site = apitest.New(t, db, apitest.Parts{}, h.Register)
	s.ws = s.Workspace
	return s
}

// call asks for a path of the workspace, expects a status and returns the JSON answer.
func (s *site) call(t *testing.T, method, path, body string, status int) (map[string]any, string) {
	t.Helper()
	text := s.Must(status, "sari", method, path, body)
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
		res, text := s.Do("sari", http.MethodGet, "/api/v1/openapi.json", "")
		if res.StatusCode != http.StatusOK || !strings.Contains(text, `"connect-channel"`) {
			t.Errorf("openapi = %d", res.StatusCode)
		}
	})
}
