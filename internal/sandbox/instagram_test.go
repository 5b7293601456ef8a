package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

const (
	igRedirect = "http://127.0.0.1:8080/instagram/callback"
	igScopes   = "instagram_business_basic,instagram_business_manage_comments,instagram_business_manage_messages"
)

// insta is a bench whose first account is connected and subscribed.
type insta struct {
	*bench
	token string
}

func setupInstagram(t *testing.T) *insta {
	t.Helper()
	b := &insta{bench: setup(t)}
	b.SetKnobs(func(k *Knobs) { k.Workers = 1 }) // webhooks arrive in order
	b.token = b.connect(instagram.DefaultAccount, igScopes)
	b.must(b.ig("POST", "/v26.0/me/subscribed_apps?subscribed_fields=comments,messages", nil))
	return b
}

func (b *insta) must(a answered) answered {
	b.t.Helper()
	if a.err != nil || a.status != http.StatusOK {
		b.t.Fatalf("answer = %d %s %v", a.status, a.body, a.err)
	}
	return a
}

// code lets the owner allow what is asked for and returns the code.
func (b *bench) igCode(account, scope string) string {
	b.t.Helper()
	location, err := b.Instagram().Decide(instagram.Decision{Account: account, ClientID: DefaultInstagramApp, RedirectURI: igRedirect, Scope: scope, State: "s1"})
	if err != nil {
		b.t.Fatal(err)
	}
	u, err := url.Parse(location)
	if err != nil || u.Fragment != "_" || u.Query().Get("state") != "s1" {
		b.t.Fatalf("location = %s, %v", location, err)
	}
	return u.Query().Get("code")
}

func (b *bench) igExchange(code string, change ...string) answered {
	b.t.Helper()
	form := url.Values{"client_id": {DefaultInstagramApp}, "client_secret": {DefaultInstagramSecret}, "grant_type": {"authorization_code"}, "redirect_uri": {igRedirect}, "code": {code}}
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return b.plain("POST", instagram.APIPath+"/oauth/access_token", "application/x-www-form-urlencoded", form.Encode())
}

// plain makes a call without a token.
func (b *bench) plain(method, path, kind, body string) answered {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.URL()+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return do(req)
}

func (b *bench) igLong(short string) answered {
	q := url.Values{"grant_type": {"ig_exchange_token"}, "client_secret": {DefaultInstagramSecret}, "access_token": {short}}
	return b.plain("GET", instagram.GraphPath+"/access_token?"+q.Encode(), "", "")
}

func (b *bench) igRefresh(token string) answered {
	q := url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {token}}
	return b.plain("GET", instagram.GraphPath+"/refresh_access_token?"+q.Encode(), "", "")
}

// connect walks the whole way to a long token.
func (b *bench) connect(account, scope string) string {
	b.t.Helper()
	short := b.igExchange(b.igCode(account, scope)).text("data.0.access_token")
	long := b.igLong(short)
	if long.num("expires_in") != 5183944 || long.text("token_type") != "bearer" {
		b.t.Fatalf("long token = %d %s", long.status, long.body)
	}
	return long.text("access_token")
}

// ig makes a call of the graph host with the account's token.
func (b *insta) ig(method, path string, body any) answered {
	b.t.Helper()
	return b.doAs(b.token, method, instagram.GraphPath+path, body)
}

// refused fails unless an answer has this code and subcode.
func (b *insta) refused(what string, a answered, code, subcode int) {
	b.t.Helper()
	if a.err != nil || a.num("error.code") != code || a.num("error.error_subcode") != subcode || a.text("error.message") == "" {
		b.t.Errorf("%s = %d %s %v, want %d/%d", what, a.status, a.body, a.err, code, subcode)
	}
}

func (b *insta) comment(in instagram.WrittenComment) string {
	b.t.Helper()
	if in.Person == "" {
		in.Person = "siti.rahma"
	}
	id, err := b.Instagram().Comment(in)
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *insta) privateReply(comment, text string) answered {
	b.t.Helper()
	return b.ig("POST", "/v26.0/"+instagram.DefaultAccount+"/messages", map[string]any{"recipient": map[string]string{"comment_id": comment}, "message": map[string]string{"text": text}})
}

func (b *insta) dm(to string, message any, more ...string) answered {
	b.t.Helper()
	body := map[string]any{"recipient": map[string]string{"id": to}, "message": message}
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i]] = more[i+1]
	}
	return b.ig("POST", "/v26.0/me/messages", body)
}

// write lets a person write and returns who they are to the account.
func (b *insta) write(person, text string) (igsid, mid string) {
	b.t.Helper()
	mid, err := b.Instagram().Message(instagram.WrittenMessage{Person: person, Text: text})
	if err != nil {
		b.t.Fatal(err)
	}
	return b.igsid(person), mid
}

func (b *insta) igsid(person string) string {
	b.t.Helper()
	for _, t := range b.Instagram().View().Threads {
		if t.Person == person && t.Account == instagram.DefaultAccount {
			return t.IGSID
		}
	}
	b.t.Fatalf("no thread with %s", person)
	return ""
}

// igEntry is one entry of an Instagram webhook.
type igEntry struct {
	ID        json.RawMessage  `json:"id"`
	Time      json.RawMessage  `json:"time"`
	Field     string           `json:"field"`
	Value     map[string]any   `json:"value"`
	Changes   []map[string]any `json:"changes"`
	Messaging []map[string]any `json:"messaging"`
	Standby   []map[string]any `json:"standby"`
}

// entries waits for the webhooks and reads every entry of those with object instagram.
func (b *insta) entries() []igEntry {
	b.t.Helper()
	b.drain()
	bodies, _ := b.rcv.got()
	var out []igEntry
	for _, body := range bodies {
		type whole struct {
			Object string    `json:"object"`
			Entry  []igEntry `json:"entry"`
		}
		var list []whole
		if strings.HasPrefix(string(body), "[") {
			if err := json.Unmarshal(body, &list); err != nil {
				b.t.Fatalf("webhook %s: %v", body, err)
			}
		} else {
			var one whole
			if err := json.Unmarshal(body, &one); err != nil {
				b.t.Fatalf("webhook %s: %v", body, err)
			}
			list = append(list, one)
		}
		for _, w := range list {
			if w.Object == "instagram" {
				out = append(out, w.Entry...)
			}
		}
	}
	return out
}

// values are the values of all changes, messages all items of messaging.
func (b *insta) values(field string) []map[string]any {
	b.t.Helper()
	var out []map[string]any
	for _, e := range b.entries() {
		for _, c := range e.Changes {
			if c["field"] == field {
				v, _ := c["value"].(map[string]any)
				out = append(out, v)
			}
		}
	}
	return out
}

func (b *insta) items(member string) []map[string]any {
	b.t.Helper()
	var out []map[string]any
	for _, e := range b.entries() {
		for _, m := range e.Messaging {
			if m[member] != nil {
				out = append(out, m)
			}
		}
	}
	return out
}

// part reads a nested member.
func part(v any, path string) any {
	for _, p := range strings.Split(path, ".") {
		switch t := v.(type) {
		case map[string]any:
			v = t[p]
		case []any:
			if i := int(p[0] - '0'); i < len(t) {
				v = t[i]
			} else {
				return nil
			}
		default:
			return nil
		}
	}
	return v
}

func TestInstagram_TokenRules(t *testing.T) {
	t.Parallel()
	b := setup(t)
	code := b.igCode("toko.contoh", igScopes)
	for what, change := range map[string][]string{
		"another app": {"client_id", "1"}, "wrong secret": {"client_secret", "x"}, "grant": {"grant_type", "x"}, "redirect": {"redirect_uri", igRedirect + "/"},
		"unknown code": {"code", "nothing"}, "fragment": {"code", code + "#_"},
	} {
		if a := b.igExchange(code, change...); a.status != 400 || a.num("code") != 400 || a.text("error_type") != "OAuthException" || a.text("error_message") == "" {
			t.Errorf("%s = %d %s", what, a.status, a.body)
		}
	}
	first := b.igExchange(code)
	if first.text("data.0.user_id") != instagram.DefaultAccount || !strings.Contains(first.text("data.0.permissions"), "instagram_business_basic") {
		t.Fatalf("exchange = %s", first.body)
	}
	if a := b.igExchange(code); a.status != 400 || !strings.Contains(a.text("error_message"), "already used") {
		t.Errorf("second use = %d %s", a.status, a.body)
	}
	late := b.igCode("toko.contoh", igScopes)
	b.Advance(time.Hour)
	if a := b.igExchange(late); a.status != 400 {
		t.Errorf("late = %s", a.body)
	}
	if a := b.igLong(first.text("data.0.access_token")); a.num("error.code") != 190 || a.num("error.error_subcode") != 463 {
		t.Errorf("expired short token = %s", a.body)
	}
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.TokenAnswer = "flat" })
	flat := b.igExchange(b.igCode("toko.contoh", igScopes))
	if _, number := flat.at("user_id").(float64); !number || flat.text("permissions.0") == "" {
		t.Errorf("flat = %s", flat.body)
	}
	long := b.igLong(flat.text("access_token")).text("access_token")
	if a := b.igRefresh(long); a.num("error.code") != 100 {
		t.Errorf("refresh of a young token = %s", a.body)
	}
	b.Advance(25 * time.Hour)
	next := b.igRefresh(long)
	if next.status != 200 || next.text("access_token") == long || next.num("expires_in") == 0 {
		t.Errorf("refresh = %s", next.body)
	}
	b.Advance(59 * 24 * time.Hour)
	if a := b.igRefresh(long); a.num("error.code") != 190 {
		t.Errorf("refresh of an expired token = %s", a.body)
	}
	if a := b.doAs(next.text("access_token"), "GET", instagram.GraphPath+"/v26.0/me", nil); a.status != 200 {
		t.Errorf("the refreshed token = %s", a.body)
	}
}

func TestInstagram_AuthorizePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ask := url.Values{"client_id": {DefaultInstagramApp}, "redirect_uri": {igRedirect}, "response_type": {"code"}, "scope": {igScopes}, "state": {"s 1"}}
	page := b.plain("GET", instagram.AuthorizePath+"?"+ask.Encode(), "", "")
	if page.status != 200 || !strings.Contains(string(page.body), "toko.contoh.outlet") || !strings.Contains(string(page.body), "manage_messages") {
		t.Fatalf("page = %d %s", page.status, page.body)
	}
	form := url.Values{"account": {instagram.DefaultAccount2}, "decision": {"allow"}, "granted": {"instagram_business_basic", "instagram_business_manage_comments"}}
	for k, v := range ask {
		form[k] = v
	}
	allowed := b.plain("POST", "/ig-auth/oauth/decide", "application/x-www-form-urlencoded", form.Encode())
	location := allowed.header.Get("Location")
	if allowed.status != 302 || !strings.HasPrefix(location, igRedirect+"?code=") || !strings.HasSuffix(location, "&state=s+1#_") {
		t.Fatalf("allowed = %d %s", allowed.status, location)
	}
	u, _ := url.Parse(location)
	if a := b.igExchange(u.Query().Get("code")); a.text("data.0.permissions") != "instagram_business_basic,instagram_business_manage_comments" || a.text("data.0.user_id") != instagram.DefaultAccount2 {
		t.Errorf("limited consent = %s", a.body)
	}
	form.Set("decision", "deny")
	denied := b.plain("POST", "/ig-auth/oauth/decide", "application/x-www-form-urlencoded", form.Encode()).header.Get("Location")
	for _, want := range []string{"error=access_denied", "error_reason=user_denied", "error_description=", "state=s+1"} {
		if !strings.Contains(denied, want) {
			t.Errorf("denied = %s without %s", denied, want)
		}
	}
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.RedirectURIs = []string{igRedirect} })
	for what, change := range map[string][2]string{
		"app": {"client_id", "1029384756102938"}, "redirect": {"redirect_uri", igRedirect + "/"}, "type": {"response_type", "token"},
		"old scope": {"scope", "business_basic"}, "without basic": {"scope", "instagram_business_manage_comments"},
	} {
		q := url.Values{}
		for k, v := range ask {
			q[k] = v
		}
		q.Set(change[0], change[1])
		if a := b.plain("GET", instagram.AuthorizePath+"?"+q.Encode(), "", ""); a.status != 400 || strings.Contains(string(a.body), "<form") {
			t.Errorf("%s = %d", what, a.status)
		}
	}
}

func TestInstagram_Bearer(t *testing.T) {
	t.Parallel()
	b := setupInstagram(t)
	b.refused("token in the query", b.ig("GET", "/v26.0/me?access_token="+b.token, nil), 100, 0)
	b.refused("token in the body", b.ig("POST", "/v26.0/me/subscribed_apps", `{"access_token":"x"}`), 100, 0)
	b.refused("no token", b.doAs("", "GET", instagram.GraphPath+"/me", nil), 104, 0)
	b.refused("made-up token", b.doAs("x", "GET", instagram.GraphPath+"/me", nil), 190, 0)
	b.refused("another account", b.ig("GET", "/v26.0/"+instagram.DefaultAccount2+"/media", nil), 100, 33)
	b.refused("nothing", b.ig("GET", "/v26.0/12345", nil), 100, 33)
	b.refused("edge", b.ig("PUT", "/v26.0/me/media", nil), 100, 0)
	for _, c := range b.Calls() {
		if strings.Contains(c.Query+c.Headers["Authorization"], b.token) {
			t.Fatalf("the record shows a token: %+v", c)
		}
	}
	limited := b.connect(instagram.DefaultAccount, "instagram_business_basic")
	b.refused("without permission", b.doAs(limited, "GET", instagram.GraphPath+"/"+instagram.DefaultPost+"/comments", nil), 10, 0)
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Proof, k.BareErrors = true, true })
	a := b.ig("GET", "/me", nil)
	b.refused("proof", a, 100, 0)
	if a.at("error.type") != nil || a.at("error.fbtrace_id") != nil {
		t.Errorf("bare error = %s", a.body)
	}
	b.refused("wrong proof", b.ig("GET", "/me?appsecret_proof=00", nil), 100, 0)
	b.must(b.ig("GET", "/me?appsecret_proof="+strings.TrimPrefix(sign(DefaultInstagramSecret, []byte(b.token)), "sha256="), nil))
	b.Instagram().SetKnobs(func(k *instagram.Knobs) { k.Proof = false })
	for token, subcode := range map[string]int{"revoke": 460, "expire": 463} {
		b.token = b.connect(instagram.DefaultAccount, igScopes)
		if err := b.Instagram().SetAccount(instagram.AccountWish{Token: token}); err != nil {
			t.Fatal(err)
		}
		b.refused(token, b.ig("GET", "/me", nil), 190, subcode)
	}
	b.token = b.connect(instagram.DefaultAccount, igScopes)
	b.must(b.ig("DELETE", "/v26.0/me/permissions", nil))
	b.refused("removed", b.ig("GET", "/me", nil), 190, 458)
}

// A sandbox that was started again knows the tokens of earlier runs and the people, as the product does.
func TestInstagram_StartedAgain(t *testing.T) {
	t.Parallel()
	first := setupInstagram(t)
	who, _ := first.write("siti.rahma", "Halo")
	again := &insta{bench: setupWith(t, Options{Seed: 99}), token: first.token}
	again.refused("a token with a changed end", again.doAs(first.token[:len(first.token)-2]+"xx", "GET", instagram.GraphPath+"/me", nil), 190, 0)
	again.must(again.ig("GET", "/v26.0/me", nil))
	again.refused("the thread is not kept", again.dm(who, map[string]string{"text": "x"}), 10, 2534022)
	again.comment(instagram.WrittenComment{Text: "lagi"})
	if got := again.values("comments"); len(got) != 1 || part(got[0], "from.id") != who {
		t.Errorf("comments = %v", got)
	}
	again.must(again.ig("DELETE", "/v26.0/me/permissions", nil))
	again.refused("removed", again.ig("GET", "/v26.0/me", nil), 190, 458)
}
