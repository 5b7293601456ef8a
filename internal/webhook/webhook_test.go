package webhook

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/secret"
)

var appSecret = []secret.String{secret.New("appsecret")}

// The published vectors: the same text escaped and in UTF-8 has different bytes and so different signatures.
const (
	escapedBody = `{"object":"instagram","entry":[{"id":"1","time":1,"changes":[{"field":"comments","value":{"id":"9","text":"\u00e4\u00f6\u00e5 caf\u00e9"}}]}]}`
	utf8Body    = `{"object":"instagram","entry":[{"id":"1","time":1,"changes":[{"field":"comments","value":{"id":"9","text":"äöå café"}}]}]}`
	escapedSig  = "sha256=0f454043f8271d484a33df67c49b9997faecf82a4ab58e967b1feb983a6d9834"
	utf8Sig     = "sha256=63b353d5194ad9ca0fcc1d19390b0511d0f42861760b80ca0cb218979bdd7030"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	if len(escapedBody) != 142 {
		t.Fatalf("the vector has %d bytes, want 142", len(escapedBody))
	}
	tests := []struct {
		name    string
		secrets []secret.String
		header  string
		body    string
		want    bool
	}{
		{"escaped body", appSecret, escapedSig, escapedBody, true},
		{"UTF-8 body", appSecret, utf8Sig, utf8Body, true},
		{"re-serialised body", appSecret, escapedSig, utf8Body, false},
		{"second secret of two", []secret.String{secret.New("old"), appSecret[0]}, escapedSig, escapedBody, true},
		{"first secret of two", []secret.String{appSecret[0], secret.New("old")}, escapedSig, escapedBody, true},
		{"another secret", []secret.String{secret.New("other")}, escapedSig, escapedBody, false},
		{"no secret", nil, escapedSig, escapedBody, false},
		{"empty secret", []secret.String{{}}, Sign(secret.String{}, []byte("x")), "x", false},
		{"no header", appSecret, "", escapedBody, false},
		{"SHA-1 header", appSecret, "sha1=0f454043f8271d484a33df67c49b9997faecf82a", escapedBody, false},
		{"no prefix", appSecret, strings.TrimPrefix(escapedSig, "sha256="), escapedBody, false},
		{"short", appSecret, escapedSig[:len(escapedSig)-2], escapedBody, false},
		{"not hexadecimal", appSecret, escapedSig[:len(escapedSig)-2] + "zz", escapedBody, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Verify(tt.secrets, tt.header, []byte(tt.body)); got != tt.want {
				t.Errorf("Verify = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	verify := secret.New("token-1")
	query := func(mode, token, challenge string) string {
		return url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}.Encode()
	}
	tests := []struct {
		name   string
		query  string
		status int
		body   string
	}{
		{"good", query("subscribe", "token-1", "1158201444"), 200, "1158201444"},
		{"wrong token", query("subscribe", "token-2", "1158201444"), 403, ""},
		{"no token", query("subscribe", "", "1158201444"), 403, ""},
		{"wrong mode", query("unsubscribe", "token-1", "1158201444"), 403, ""},
		{"no challenge", query("subscribe", "token-1", ""), 403, ""},
		{"markup", query("subscribe", "token-1", "<script>"), 403, ""},
		{"too long", query("subscribe", "token-1", strings.Repeat("a", 257)), 403, ""},
		{"longest", query("subscribe", "token-1", strings.Repeat("a", 256)), 200, strings.Repeat("a", 256)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rec := httptest.NewRecorder()
			ServeChallenge(rec, httptest.NewRequest(http.MethodGet, "/webhooks/meta?"+tt.query, nil), verify)
			if rec.Code != tt.status || rec.Body.String() != tt.body {
				t.Errorf("answer = %d %q, want %d %q", rec.Code, rec.Body, tt.status, tt.body)
			}
		})
	}
	if _, ok := Challenge(secret.String{}, url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1"}, "hub.verify_token": {""}}); ok {
		t.Error("an empty verify token must never match")
	}
}

const signedVector = "N32LNcvDGXq0GI1jxm-tj1ysJh2uqkNIBcUhUmTp19k.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImV4cGlyZXMiOjEyOTE4NDA0MDAsImlzc3VlZF9hdCI6MTI5MTgzNjgwMCwidXNlcl9pZCI6IjIxODQ3MSJ9"

func TestParseSignedRequest(t *testing.T) {
	t.Parallel()
	sig, payload, _ := strings.Cut(signedVector, ".")
	for name, text := range map[string]string{"vector": signedVector, "padded signature": sig + "=." + payload} {
		got, err := ParseSignedRequest([]secret.String{secret.New("other"), appSecret[0]}, text)
		if err != nil || got.UserID != "218471" || got.IssuedAt.Unix() != 1291836800 || got.Expires.Unix() != 1291840400 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	made := MakeSignedRequest(appSecret[0], []byte(`{"algorithm":"hmac-sha256","issued_at":1291836800,"user_id":218471}`))
	if got, err := ParseSignedRequest(appSecret, made); err != nil || got.UserID != "218471" {
		t.Errorf("numeric user: %+v, %v", got, err)
	}
	bad := map[string]string{
		"empty": "", "no dot": sig, "no payload": sig + ".", "no signature": "." + payload,
		"tampered payload": sig + "." + payload[:len(payload)-4] + "AAAA",
		"not base64":       "***." + payload,
		"wrong algorithm":  MakeSignedRequest(appSecret[0], []byte(`{"algorithm":"none","user_id":"1"}`)),
		"no user":          MakeSignedRequest(appSecret[0], []byte(`{"algorithm":"HMAC-SHA256"}`)),
		"not JSON":         MakeSignedRequest(appSecret[0], []byte(`x`)),
		"too long":         MakeSignedRequest(appSecret[0], []byte(strings.Repeat("x", maxSignedRequest))),
	}
	for name, text := range bad {
		if _, err := ParseSignedRequest(appSecret, text); !errors.Is(err, ErrSignedRequest) {
			t.Errorf("%s: error = %v, want ErrSignedRequest", name, err)
		}
	}
	if _, err := ParseSignedRequest([]secret.String{secret.New("other")}, signedVector); err == nil {
		t.Error("another secret verified")
	}
}

// TestParseSignedRequest_aHundredThousandThatAreNot changes a signed request in a hundred thousand ways: a bit, a cut, a letter more, a part of
// another. None is taken that Meta has not signed.
func TestParseSignedRequest_aHundredThousandThatAreNot(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(12, 12))
	good := MakeSignedRequest(appSecret[0], []byte(`{"algorithm":"HMAC-SHA256","issued_at":1795000000,"user_id":"17841400000000001"}`))
	other := MakeSignedRequest(secret.New("of another app"), []byte(`{"algorithm":"HMAC-SHA256","issued_at":1795000000,"user_id":"17841400000000001"}`))
	want, err := ParseSignedRequest(appSecret, good)
	if err != nil {
		t.Fatal(err)
	}
	for range 100_000 {
		text := []byte(good)
		switch at := chance.IntN(len(text)); chance.IntN(5) {
		case 0:
			text[at] ^= 1 << chance.IntN(8)
		case 1:
			text = text[:at]
		case 2:
			text = slices.Insert(text, at, "AZaz09-_.=+/ \x00"[chance.IntN(14)])
		case 3:
			text = append(text[:at:at], other[min(at, len(other)):]...)
		case 4:
			text = slices.Delete(text, at, min(at+1+chance.IntN(4), len(text)))
		}
		// What decodes to the same bytes is the same request: the last letter of base64 has bits that count for nothing.
		if got, err := ParseSignedRequest(appSecret, string(text)); err == nil && got != want {
			t.Fatalf("%q is taken as %+v", text, got)
		}
	}
}

func TestReadBody(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 511, 512, 513, 1000} {
		body := bytes.Repeat([]byte("a"), size)
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		got, err := ReadBody(r, 1000)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("%d bytes: read %d, %v", size, len(got), err)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("a", 1001)))
	r.ContentLength = -1
	if _, err := ReadBody(r, 1000); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error = %v, want ErrTooLarge", err)
	}
}

func FuzzParseSignedRequest(f *testing.F) {
	f.Add(signedVector)
	f.Add("a.b")
	f.Add(".")
	f.Add(MakeSignedRequest(appSecret[0], []byte(`{"algorithm":"HMAC-SHA256","issued_at":1e99,"user_id":1}`)))
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseSignedRequest(appSecret, text)
		if err != nil {
			return
		}
		if got.UserID == "" {
			t.Fatal("verified without a user")
		}
		if _, err := ParseSignedRequest([]secret.String{secret.New("other")}, text); err == nil {
			t.Fatal("verifies under another secret")
		}
	})
}
