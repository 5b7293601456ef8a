package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestServer_TokenRules(t *testing.T) {
	t.Parallel()
	b := setup(t)
	err := b.Seed(Seed{Tokens: []SeedToken{
		{Token: "short", Scopes: []string{scopeMessaging, scopeManagement}, ExpiresAt: b.Now().Add(time.Hour)},
		{Token: "sendonly", Scopes: []string{scopeMessaging}},
		{Token: "other", Scopes: []string{scopeMessaging, scopeManagement}, WABAs: []string{"999"}},
		{Token: "gone", Scopes: []string{scopeMessaging}, Revoked: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	numbers := "/v26.0/" + DefaultWABA + "/phone_numbers"
	cases := []struct {
		name, token, path  string
		status, code, subc int
	}{
		{"no token", "", numbers, 401, 104, 0},
		{"unknown", "nonsense", numbers, 401, 190, 0},
		{"revoked", "gone", numbers, 401, 190, 460},
		{"scope missing", "sendonly", numbers, 403, 200, 0},
		{"other account", "other", numbers, 400, 100, 33},
		{"app token", "1029384756102938|sandbox-app-secret", numbers, 403, 200, 0},
		{"query token", DefaultToken, numbers + "?access_token=" + DefaultToken, 400, 100, 0},
		{"bad proof", DefaultToken, numbers + "?appsecret_proof=00", 400, 100, 0},
		{"any version", DefaultToken, "/v9.1/" + DefaultWABA + "/phone_numbers", 200, 0, 0},
		{"no version", DefaultToken, "/" + DefaultWABA + "/phone_numbers", 200, 0, 0},
		{"still good", "short", numbers, 200, 0, 0},
		{"unknown node", DefaultToken, "/v26.0/12345/phone_numbers", 400, 100, 33},
	}
	for _, c := range cases {
		a := b.doAs(c.token, "GET", c.path, nil)
		if a.status != c.status || a.code() != c.code || a.num("error.error_subcode") != c.subc {
			t.Errorf("%s = %d %s", c.name, a.status, a.body)
		}
	}
	b.Advance(time.Hour)
	if a := b.doAs("short", "GET", numbers, nil); a.code() != 190 || a.num("error.error_subcode") != 463 {
		t.Errorf("expired = %s", a.body)
	}
	mac := hmac.New(sha256.New, []byte("sandbox-app-secret"))
	_, _ = mac.Write([]byte(DefaultToken))
	proof := hex.EncodeToString(mac.Sum(nil))
	b.SetKnobs(func(k *Knobs) { k.RequireProof = true })
	if a := b.do("GET", numbers, nil); a.code() != 100 {
		t.Errorf("without proof = %s", a.body)
	}
	if a := b.do("GET", numbers+"?appsecret_proof="+proof, nil); a.status != 200 {
		t.Errorf("with proof = %s", a.body)
	}
}

func TestServer_ProofVector(t *testing.T) {
	t.Parallel()
	b := setupWith(t, Options{AppSecret: "appsecret"})
	if err := b.Seed(Seed{Tokens: []SeedToken{{Token: "EAAtoken123", Scopes: []string{scopeManagement}}}}); err != nil {
		t.Fatal(err)
	}
	a := b.doAs("EAAtoken123", "GET", "/v26.0/"+DefaultNumber+"?appsecret_proof=729f41b9c812aba610e01fb68e763be809965260e634025feb0e50750ebe30b7", nil)
	if a.status != 200 {
		t.Fatalf("vector = %d %s", a.status, a.body)
	}
}

func TestServer_DebugToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.doAs("1029384756102938|sandbox-app-secret", "GET", "/v26.0/debug_token?input_token="+DefaultToken, nil)
	if a.at("data.is_valid") != true || a.text("data.app_id") != "1029384756102938" || a.num("data.expires_at") != 0 {
		t.Fatalf("debug_token = %s", a.body)
	}
	a = b.doAs("1029384756102938|sandbox-app-secret", "GET", "/v26.0/debug_token?input_token=unknown", nil)
	if a.at("data.is_valid") != false {
		t.Fatalf("unknown = %s", a.body)
	}
	calls := b.Calls()
	last := calls[len(calls)-1]
	if strings.Contains(last.Query, "unknown") || strings.Contains(last.Headers["Authorization"], "sandbox-app-secret") {
		t.Fatalf("token in the call log: %+v", last)
	}
}

func TestServer_Validation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	long := strings.Repeat("x", 4097)
	rows := make([]string, 11)
	for i := range rows {
		rows[i] = `{"id":"r` + string(rune('a'+i)) + `","title":"T"}`
	}
	msg := func(rest string) string {
		return `{"messaging_product":"whatsapp","to":"` + customer + `",` + rest + `}`
	}
	inter := func(rest string) string {
		return msg(`"type":"interactive","interactive":{"body":{"text":"pilih"},` + rest + `}`)
	}
	cases := []struct {
		name, body string
		code       int
	}{
		{"not json", `{`, 100},
		{"no product", `{"to":"` + customer + `","type":"text","text":{"body":"a"}}`, 100},
		{"no to", `{"messaging_product":"whatsapp","type":"text","text":{"body":"a"}}`, 100},
		{"bad to", `{"messaging_product":"whatsapp","to":"abc","type":"text","text":{"body":"a"}}`, 131009},
		{"to self", `{"messaging_product":"whatsapp","to":"6280010000001","type":"text","text":{"body":"a"}}`, 131021},
		{"group", msg(`"recipient_type":"group","type":"text","text":{"body":"a"}`), 131009},
		{"no type", msg(`"image":{"link":"https://a.example/x.jpg"}`), 131008},
		{"unknown type", msg(`"type":"poll"`), 100},
		{"unknown key", msg(`"type":"text","text":{"body":"a"},"colour":"red"`), 100},
		{"unknown inner key", msg(`"type":"text","text":{"body":"a","bold":true}`), 100},
		{"second object", msg(`"type":"text","text":{"body":"a"},"image":{"id":"1"}`), 100},
		{"empty text", msg(`"type":"text","text":{"body":""}`), 131008},
		{"long text", msg(`"type":"text","text":{"body":"` + long + `"}`), 131009},
		{"long opaque", msg(`"type":"text","text":{"body":"a"},"biz_opaque_callback_data":"` + long + `"`), 131009},
		{"id and link", msg(`"type":"image","image":{"id":"1","link":"https://a.example/x"}`), 100},
		{"neither", msg(`"type":"image","image":{"caption":"x"}`), 100},
		{"unknown media", msg(`"type":"image","image":{"id":"1"}`), 131009},
		{"audio caption", msg(`"type":"audio","audio":{"link":"https://a.example/x","caption":"x"}`), 100},
		{"bad link", msg(`"type":"image","image":{"link":"ftp://a.example/x"}`), 131009},
		{"off globe", msg(`"type":"location","location":{"latitude":91,"longitude":0}`), 131009},
		{"address alone", msg(`"type":"location","location":{"latitude":"-6.2","longitude":"106.8","address":"x"}`), 131008},
		{"no contacts", msg(`"type":"contacts","contacts":[]`), 131009},
		{"contact name", msg(`"type":"contacts","contacts":[{"name":{"formatted_name":"A"}}]`), 131008},
		{"reaction target", msg(`"type":"reaction","reaction":{"message_id":"x","emoji":"a"}`), 131009},
		{"four buttons", inter(`"type":"button","action":{"buttons":[` + strings.Repeat(`{"type":"reply","reply":{"id":"a","title":"A"}},`, 3) + `{"type":"reply","reply":{"id":"b","title":"B"}}]}`), 131009},
		{"same title", inter(`"type":"button","action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"A"}},{"type":"reply","reply":{"id":"b","title":"A"}}]}`), 131009},
		{"long title", inter(`"type":"button","action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"123456789012345678901"}}]}`), 131009},
		{"eleven rows", inter(`"type":"list","action":{"button":"Buka","sections":[{"rows":[` + strings.Join(rows, ",") + `]}]}`), 131009},
		{"untitled sections", inter(`"type":"list","action":{"button":"Buka","sections":[{"rows":[` + rows[0] + `]},{"rows":[` + rows[1] + `]}]}`), 131009},
		{"cta url", inter(`"type":"cta_url","action":{"name":"cta_url","parameters":{"display_text":"Buka","url":"x"}}`), 131009},
		{"unknown status", `{"messaging_product":"whatsapp","status":"seen","message_id":"x"}`, 131009},
		{"read of nothing", `{"messaging_product":"whatsapp","status":"read","message_id":"x"}`, 131009},
	}
	for _, c := range cases {
		if a := b.send(c.body); a.status == 200 || a.code() != c.code {
			t.Errorf("%s = %d %s, want code %d", c.name, a.status, a.body, c.code)
		}
	}
	if n := b.SendCount(); n != 0 {
		t.Fatalf("refused calls left %d effects", n)
	}
	good := []string{
		msg(`"text":{"body":"a","preview_url":true}`),
		msg(`"type":"image","image":{"link":"https://a.example/x.jpg","caption":"x"}`),
		msg(`"type":"location","location":{"latitude":"-6.2","longitude":106.8,"name":"A","address":"B"}`),
		msg(`"type":"contacts","contacts":[{"name":{"formatted_name":"A B","first_name":"A"},"phones":[{"phone":"+62800","type":"CELL"}]}]`),
		inter(`"type":"button","action":{"buttons":[{"type":"reply","reply":{"id":"a","title":"A"}}]}`),
		inter(`"type":"list","action":{"button":"Buka","sections":[{"rows":[` + rows[0] + `]}]}`),
		inter(`"type":"cta_url","header":{"type":"text","text":"H"},"footer":{"text":"F"},"action":{"name":"cta_url","parameters":{"display_text":"Buka","url":"https://a.example"}}`),
	}
	for _, g := range good {
		if a := b.send(g); a.status != 200 {
			t.Errorf("%s = %d %s", g, a.status, a.body)
		}
	}
}

// upload posts a file as the Cloud API wants it.
func (b *bench) upload(typ string, data []byte) answered {
	b.t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	_ = w.WriteField("messaging_product", "whatsapp")
	_ = w.WriteField("type", typ)
	h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="f"`}, "Content-Type": {typ}}
	p, err := w.CreatePart(h)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = p.Write(data)
	_ = w.Close()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.URL()+"/v26.0/"+DefaultNumber+"/media", &buf)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+DefaultToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(res.Body)
	return answered{status: res.StatusCode, body: body}
}

func TestServer_MediaLife(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if a := b.upload("image/jpeg", samplePicture()); a.code() != 131053 {
		t.Errorf("a png announced as jpeg = %s", a.body)
	}
	if a := b.upload("image/png", append(samplePicture(), make([]byte, 5<<20)...)); a.code() != 131053 {
		t.Errorf("too large = %s", a.body)
	}
	if a := b.upload("audio/ogg", []byte("OggS vorbis")); a.code() != 131053 {
		t.Errorf("ogg without opus = %s", a.body)
	}
	id := b.upload("image/png", samplePicture()).text("id")
	a := b.do("GET", "/v26.0/"+id, nil)
	u, err := url.Parse(a.text("url"))
	sum := sha256.Sum256(samplePicture())
	if err != nil || a.text("mime_type") != "image/png" || a.text("sha256") != hex.EncodeToString(sum[:]) {
		t.Fatalf("get = %s", a.body)
	}
	if a := b.do("GET", u.Path, nil); a.status != 200 || !bytes.Equal(a.body, samplePicture()) {
		t.Errorf("download = %d", a.status)
	}
	if a := b.doAs("", "GET", u.Path, nil); a.status != 401 {
		t.Errorf("download without token = %d", a.status)
	}
	b.Advance(5 * time.Minute)
	if a := b.do("GET", u.Path, nil); a.status != 404 {
		t.Errorf("address after 5 minutes = %d", a.status)
	}
	if a := b.send(`{"messaging_product":"whatsapp","to":"` + customer + `","type":"image","image":{"id":"` + id + `"}}`); a.status != 200 {
		t.Errorf("send = %s", a.body)
	}
	if a := b.send(`{"messaging_product":"whatsapp","to":"` + customer + `","type":"video","video":{"id":"` + id + `"}}`); a.code() != 131053 {
		t.Errorf("picture as video = %s", a.body)
	}
	if _, err := b.Receive(Inbound{From: customer, Type: "image"}); err != nil {
		t.Fatal(err)
	}
	b.drain()
	var in string
	for _, v := range b.values() {
		for _, m := range v.Messages {
			in = m["image"].(map[string]any)["id"].(string)
		}
	}
	b.Advance(7 * day)
	if a := b.do("GET", "/v26.0/"+in, nil); a.status == 200 {
		t.Errorf("inbound media after 7 days = %d", a.status)
	}
	if a := b.do("GET", "/v26.0/"+id, nil); a.status != 200 {
		t.Errorf("uploaded media after 7 days = %d", a.status)
	}
	b.Advance(23 * day)
	if a := b.do("GET", "/v26.0/"+id, nil); a.status == 200 {
		t.Errorf("uploaded media after 30 days = %d", a.status)
	}
}

func TestServer_NumbersProfileSubscription(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.do("GET", "/v26.0/"+DefaultNumber+"?fields=verified_name,quality_rating,throughput", nil)
	if a.text("verified_name") != "Toko Contoh" || a.text("throughput.level") != "STANDARD" || a.text("id") != DefaultNumber {
		t.Errorf("number = %s", a.body)
	}
	if a := b.do("GET", "/v26.0/"+DefaultNumber+"?fields=nickname", nil); a.code() != 100 {
		t.Errorf("unknown field = %s", a.body)
	}
	profile := "/v26.0/" + DefaultNumber + "/whatsapp_business_profile"
	if a := b.do("POST", profile, map[string]any{"messaging_product": "whatsapp", "about": "Buka jam 9"}); a.at("success") != true {
		t.Errorf("set profile = %s", a.body)
	}
	if a := b.do("GET", profile+"?fields=about", nil); a.text("data.0.about") != "Buka jam 9" {
		t.Errorf("profile = %s", a.body)
	}
	if a := b.do("POST", profile, map[string]any{"messaging_product": "whatsapp", "about": strings.Repeat("x", 140)}); a.code() != 131009 {
		t.Errorf("long about = %s", a.body)
	}
	sub := "/v26.0/" + DefaultWABA + "/subscribed_apps"
	if a := b.do("DELETE", sub, nil); a.at("success") != true {
		t.Errorf("unsubscribe = %s", a.body)
	}
	if _, err := b.InboundText(DefaultNumber, customer, "tidak terdengar"); err != nil {
		t.Fatal(err)
	}
	b.drain()
	if got := b.values(); len(got) != 0 {
		t.Errorf("webhooks without subscription: %d", len(got))
	}
	if a := b.do("POST", sub, nil); a.at("success") != true {
		t.Errorf("subscribe = %s", a.body)
	}
	if a := b.do("GET", sub, nil); a.text("data.0.whatsapp_business_api_data.id") != "1029384756102938" {
		t.Errorf("subscription = %s", a.body)
	}
	if a := b.do("POST", sub, map[string]string{"override_callback_uri": b.rcv.srv.URL + "/other", "verify_token": "wrong"}); a.status == 200 {
		t.Errorf("override with a wrong token = %s", a.body)
	}
	if a := b.do("POST", sub, map[string]string{"override_callback_uri": "https://example.com/", "verify_token": "x"}); a.status == 200 {
		t.Errorf("override beyond loopback = %s", a.body)
	}
}

func TestServer_UsageHeaders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetKnobs(func(k *Knobs) { k.UsagePercent, k.UsageRegain = 85, 7 })
	a := b.sendText(customer, "a")
	var app map[string]int
	if json.Unmarshal([]byte(a.header.Get("X-App-Usage")), &app) != nil || app["call_count"] != 85 {
		t.Errorf("app usage = %q", a.header.Get("X-App-Usage"))
	}
	if !strings.Contains(a.header.Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":7`) {
		t.Errorf("business usage = %q", a.header.Get("X-Business-Use-Case-Usage"))
	}
}
