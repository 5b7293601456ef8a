package channel_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestHTTP_lifeOfATemplate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		author := &author{stub: s.stub}
		s.svc.UseConnector(channel.CloudAPI, author)
		made, _ := s.call(t, "POST", "/channels", `{"kind":"cloudapi","name":"Toko","waba_id":"900","phone_number_id":"100","token":"EAAtoken123"}`, 201)
		form := func(name, body string) string {
			return `{"channel_id":"` + made["id"].(string) + `","name":"` + name + `","language":"id","category":"MARKETING","header":{"format":"none"},` +
				`"body":"` + body + `","examples":{"1":"Siti"},"buttons":[{"type":"quick_reply","text":"Ya"}]}`
		}
		const text = "Halo {{1}}, pesanan Anda siap diambil."
		if _, answer := s.Do("wati", "POST", "/templates", form("promo_baru", text)); !strings.Contains(answer, "forbidden") && !strings.Contains(answer, "right") {
			t.Errorf("somebody who may only read: %s", answer)
		}
		wrong, _ := s.call(t, "POST", "/templates", form("Promo Baru", "{{1}}"), 422)
		codes := map[string]string{}
		for _, e := range wrong["errors"].([]any) {
			codes[e.(map[string]any)["location"].(string)] = e.(map[string]any)["code"].(string)
		}
		if codes["body.name"] != "template.name_invalid" || codes["body.body"] == "" {
			t.Errorf("errors = %v", codes)
		}
		got, answer := s.call(t, "POST", "/templates", form("promo_baru", text), 201)
		if got["status"] != "PENDING" || got["sendable"] != false || got["editable"] != false || got["form"].(map[string]any)["body"] != text || got["submitted_at"] == nil {
			t.Errorf("created = %s", answer)
		}
		if again, _ := s.call(t, "POST", "/templates", form("promo_baru", text), 409); again["code"] != "template.exists" {
			t.Errorf("again = %v", again)
		}
		path := "/templates/" + got["id"].(string)
		edit := `{"category":"MARKETING","header":{"format":"none"},"body":"Pesanan sudah dikirim.","examples":{},"buttons":[]}`
		if locked, _ := s.call(t, "PUT", path, edit, 409); locked["code"] != "template.not_editable" {
			t.Errorf("edit of a pending one = %v", locked)
		}
		dbtest.Clock(t, db).Advance(time.Second)
		s.stub.templates = []channel.RemoteTemplate{{ExternalID: "77", Name: "promo_baru", Language: "id", Category: "MARKETING", Status: "APPROVED", Components: json.RawMessage(positional)}}
		s.call(t, "POST", "/channels/"+made["id"].(string)+"/templates/sync", "", 200)
		if edited, text := s.call(t, "PUT", path, edit, 200); edited["status"] != "PENDING" || edited["form"].(map[string]any)["body"] != "Pesanan sudah dikirim." {
			t.Errorf("edited = %s", text)
		}
		if found, text := s.call(t, "GET", "/templates?search=MO_BA", "", 200); len(found["items"].([]any)) != 1 {
			t.Errorf("search = %s", text)
		}
		if found, text := s.call(t, "GET", "/templates?search=mo%25ba", "", 200); len(found["items"].([]any)) != 0 {
			t.Errorf("search for a wildcard = %s", text)
		}
		s.svc.Attach(uses(1))
		if used, _ := s.call(t, "DELETE", path, "", 409); used["code"] != "template.in_use" {
			t.Errorf("delete of one in use = %v", used)
		}
		s.svc.Attach(uses(0))
		if gone, _ := s.call(t, "DELETE", path, "", 200); gone["status"] != "DELETED" {
			t.Errorf("deleted = %v", gone)
		}
		if found, text := s.call(t, "GET", "/templates?hide_deleted=true", "", 200); len(found["items"].([]any)) != 0 {
			t.Errorf("without deleted ones = %s", text)
		}
		s.call(t, "PUT", "/templates/019aa000-0000-7000-8000-000000000000", edit, 404)
		s.call(t, "DELETE", "/templates/x", "", 404)
		s.call(t, "POST", "/templates", strings.Replace(form("x", text), made["id"].(string), "019aa000-0000-7000-8000-000000000000", 1), 404)
	})
}
