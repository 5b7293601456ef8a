package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// platformEnd is the product's end of the callbacks: it keeps the signed requests and answers with a status page.
type platformEnd struct {
	srv *httptest.Server
	got []string
}

func newPlatformEnd(t *testing.T) *platformEnd {
	t.Helper()
	p := &platformEnd{}
	p.srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/status/abc":
			_, _ = io.WriteString(w, "selesai")
		case "/deletion":
			p.got = append(p.got, r.PostFormValue("signed_request"))
			_ = json.NewEncoder(w).Encode(map[string]string{"url": p.srv.URL + "/status/abc", "confirmation_code": "abc"})
		default:
			p.got = append(p.got, r.PostFormValue("signed_request"))
		}
	}))
	t.Cleanup(p.srv.Close)
	return p
}

// verify reads a signed request the way Meta's documentation says.
func verify(request, secret string) (payload map[string]any, ok bool) {
	sig, body, found := strings.Cut(request, ".")
	if !found {
		return nil, false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(body))
	got, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(sig, "="))
	raw, err2 := base64.RawURLEncoding.DecodeString(strings.TrimRight(body, "="))
	ok = err == nil && hmac.Equal(got, mac.Sum(nil))
	return payload, ok && err2 == nil && json.NewDecoder(bytes.NewReader(raw)).Decode(&payload) == nil
}

func TestInstagram_SignedRequests(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	p := newPlatformEnd(t)
	for form, valid := range map[string]bool{"valid": true, "padded": true, "tampered": false, "truncated": false, "wrong_secret": false, "unknown_user": true, "no_dot": false, "other_algorithm": true, "empty": false} {
		c, err := b.Instagram().Deauthorize(t.Context(), instagram.SignedWish{URL: p.srv.URL + "/deauthorize", Form: form, Keep: true})
		if err != nil || c.Status != 200 || c.Request != p.got[len(p.got)-1] {
			t.Fatalf("%s = %+v, %v", form, c, err)
		}
		payload, ok := verify(c.Request, DefaultInstagramSecret)
		if ok != valid {
			t.Errorf("%s is valid: %v", form, ok)
		}
		var got map[string]any
		_, body, _ := strings.Cut(c.Request, ".")
		raw, _ := base64.RawURLEncoding.DecodeString(strings.TrimRight(body, "="))
		_ = json.Unmarshal(raw, &got)
		if form == "valid" && (got["user_id"] != "24000000000000001" || got["algorithm"] != "HMAC-SHA256" || got["issued_at"] != 1795489200.0) {
			t.Errorf("payload = %v %v", got, payload)
		}
	}
	b.Instagram().SetKnobs(func(k *instagram.Knobs) {
		k.SignedID, k.SignedSecret, k.DeauthorizeURL = "professional", "meta", p.srv.URL+"/deauthorize"
	})
	c, err := b.Instagram().Deauthorize(t.Context(), instagram.SignedWish{Keep: true})
	if _, ok := verify(c.Request, "sandbox-app-secret"); err != nil || !ok || c.UserID != instagram.DefaultAccount {
		t.Errorf("callback = %+v, %v", c, err)
	}
	for _, w := range []instagram.SignedWish{{URL: "http://192.0.2.1/x"}, {URL: "x"}, {Account: "nobody"}, {Form: "unknown"}} {
		if _, err := b.Instagram().Deauthorize(t.Context(), w); err == nil {
			t.Errorf("%+v was sent", w)
		}
	}
}

func TestInstagram_DeauthorizeEndsAccess(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	p := newPlatformEnd(t)
	if _, err := b.Instagram().Deauthorize(t.Context(), instagram.SignedWish{URL: p.srv.URL + "/deauthorize"}); err != nil {
		t.Fatal(err)
	}
	b.refused("after it", b.ig("GET", "/me", nil), 190, 458)
	b.comment(instagram.WrittenComment{Text: "tidak terdengar"})
	if got := b.entries(); len(got) != 0 {
		t.Errorf("entries = %+v", got)
	}
	b.token = b.connect(instagram.DefaultAccount, igScopes)
	b.must(b.ig("GET", "/me", nil))
	if a := b.must(b.ig("GET", "/me/subscribed_apps", nil)); a.at("data.0") != nil {
		t.Errorf("subscription after coming back = %s", a.body)
	}
}

func TestInstagram_DeletionReadsTheStatusPage(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	p := newPlatformEnd(t)
	if _, err := b.Instagram().Poll(t.Context()); err == nil {
		t.Error("a status page was read before a deletion")
	}
	c, err := b.Instagram().AskDeletion(t.Context(), instagram.SignedWish{URL: p.srv.URL + "/deletion"})
	if err != nil || c.Code != "abc" || c.PollStatus != 200 || c.Poll != "selesai" {
		t.Fatalf("deletion = %+v, %v", c, err)
	}
	p.srv.Close()
	if c, err = b.Instagram().Poll(t.Context()); err != nil || c.PollStatus != 0 {
		t.Errorf("poll = %+v, %v", c, err)
	}
	if list := b.Instagram().SignedCalls(); len(list) != 1 || list[0].PollStatus != 0 || list[0].Code != "abc" {
		t.Errorf("callbacks = %+v", list)
	}
}

// Everything the control API offers is reachable by plain HTTP.
func TestInstagram_ControlAPI(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	p := newPlatformEnd(t)
	post := func(path string, body any) answered {
		t.Helper()
		return b.must(b.do("POST", "/sandbox/instagram/"+path, body))
	}
	type m = map[string]any
	location := post("acts/authorize", m{"client_id": DefaultInstagramApp, "redirect_uri": igRedirect, "scope": igScopes, "state": "x", "deny": true}).text("location")
	if !strings.Contains(location, "access_denied") {
		t.Errorf("location = %s", location)
	}
	comment := post("acts/comment", m{"person": "orang.baru", "text": "HARGA"}).text("id")
	sent := b.must(b.ig("POST", "/v26.0/me/messages", m{"recipient": m{"comment_id": comment}, "message": m{"text": "Mau?", "quick_replies": []any{quick("Ya", "YA")}}}))
	post("acts/tap", m{"message_id": sent.text("message_id"), "button": "YA"})
	mid := post("acts/message", m{"person": "orang.baru", "text": "Halo"}).text("id")
	post("acts/edit", m{"message_id": mid, "text": "Halo!"})
	post("acts/react", m{"message_id": sent.text("message_id"), "text": "❤"})
	post("acts/unsend", m{"message_id": mid})
	post("acts/unsend-before", m{"person": "orang.baru", "text": "a"})
	post("acts/read", m{"message_id": sent.text("message_id")})
	post("acts/own-message", m{"person": "orang.baru", "text": "b"})
	post("acts/relation", m{"person": "orang.baru", "follows": true})
	post("acts/account", m{"followers": 7})
	post("acts/mention", m{"person": "orang.baru", "text": "@toko.contoh"})
	post("acts/open", m{"person": "orang.baru", "ref": "x"})
	post("acts/test-button", m{"field": "messages"})
	post("acts/odd", m{"form": "no_ids", "person": "orang.baru"})
	post("acts/raw-webhook", m{"body": m{"a": 1}})
	live := post("acts/publish", m{"product": "LIVE"}).text("id")
	post("acts/end-live", m{"media": live})
	post("acts/delete-comment", m{"comment_id": comment})
	post("acts/deletion", m{"url": p.srv.URL + "/deletion"})
	post("acts/poll", m{})
	post("acts/deauthorize", m{"url": p.srv.URL + "/deauthorize"})
	post("knobs", m{"webhook_url": p.srv.URL})
	if a := b.do("POST", "/sandbox/instagram/knobs", m{"webhook_url": "http://192.0.2.1/"}); a.status != 400 {
		t.Errorf("a foreign address = %d", a.status)
	}
	if a := b.do("POST", "/sandbox/instagram/knobs", m{"echo": "sometimes"}); a.status != 400 {
		t.Errorf("an unknown choice = %d", a.status)
	}
	if a := b.do("POST", "/sandbox/instagram/acts/comment", m{"text": "a", "unknown": 1}); a.status != 400 {
		t.Errorf("an unknown member = %d", a.status)
	}
	for path, want := range map[string]string{
		"instagram/effects?counts=1": `"private_replies":{"` + comment + `":1}`, "instagram/effects?kind=private_reply": `"username"`, "instagram/state": `"orang.baru"`,
		"instagram/knobs": `"comment_form":"changes"`, "instagram/callbacks": `"confirmation_code":"abc"`, "connection": `"authorize_url":"` + b.URL() + `/ig-auth/oauth/authorize"`,
		"instagram": "Kiriman", "instagram/assets/help.txt": "CONTROL API", "instagram/assets/instagram.js": "refresh",
	} {
		if path == "instagram/effects?kind=private_reply" {
			want = `"comment_id":"` + comment + `"`
		}
		if a := b.must(b.do("GET", "/sandbox/"+path, nil)); !strings.Contains(string(a.body), want) {
			t.Errorf("%s = %.300s", path, a.body)
		}
	}
	u, err := b.InstagramConsent(b.URL()+instagram.AuthorizePath+"?client_id="+DefaultInstagramApp+"&response_type=code&redirect_uri="+igRedirect+"&scope="+igScopes, "toko.contoh")
	if err != nil || u.Query().Get("code") == "" {
		t.Errorf("consent = %v, %v", u, err)
	}
	b.must(b.do("POST", "/sandbox/reset", m{}))
	if v := b.Instagram().View(); v.Effects != 0 || len(v.People) != 4 {
		t.Errorf("after a reset: %d effects, %d people", v.Effects, len(v.People))
	}
}

func TestInstagram_StartupPrintsTheSettings(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Main(ctx, Options{GraphListen: "127.0.0.1:0"}, &out); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	for _, want := range []string{"KELOLA_INSTAGRAM_GRAPH_URL=http://127.0.0.1:", "/ig-graph\n", "/ig-api\n", "/ig-auth/oauth/authorize\n", "KELOLA_INSTAGRAM_APP_ID=220000000000001\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output = %s without %s", out.String(), want)
		}
	}
}
