package webhook

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
)

// ErrSignedRequest is returned for every signed request that does not verify or cannot be read. It says no more on purpose.
var ErrSignedRequest = fault.New(fault.Invalid, "webhook.signed_request_invalid", "The signed request is not valid.")

const maxSignedRequest = 16 << 10

// SignedRequest is what Meta says in a deauthorize or data deletion callback (Meta docs, data deletion callback, read 2026-11).
type SignedRequest struct {
	UserID   string // app-scoped
	IssuedAt time.Time
	Expires  time.Time
}

// ParseSignedRequest verifies and reads the form field signed_request: a signature, a dot, and a payload, both in URL-safe
// base64 with or without padding. The signature covers the encoded payload. Every secret is tried. The age is not checked:
// callers drop repeats by user and time of issue.
func ParseSignedRequest(secrets []secret.String, text string) (SignedRequest, error) {
	if len(text) > maxSignedRequest {
		return SignedRequest{}, ErrSignedRequest
	}
	sig, payload, ok := strings.Cut(text, ".")
	if !ok || sig == "" || payload == "" {
		return SignedRequest{}, ErrSignedRequest
	}
	given, err := decodeURL(sig)
	if err != nil || !signedBy(secrets, given, payload) {
		return SignedRequest{}, ErrSignedRequest
	}
	raw, err := decodeURL(payload)
	if err != nil {
		return SignedRequest{}, ErrSignedRequest
	}
	return decodePayload(raw)
}

// TakeSignedRequest reads the form that Meta posts and verifies what is in it. It fails with ErrTooLarge, and with ErrSignedRequest for all else
// that is not a signed request.
func TakeSignedRequest(r *http.Request, secrets []secret.String, most int64) (SignedRequest, error) {
	body, err := ReadBody(r, most)
	if errors.Is(err, ErrTooLarge) {
		return SignedRequest{}, err
	}
	form, bad := url.ParseQuery(string(body))
	if err != nil || bad != nil {
		return SignedRequest{}, ErrSignedRequest
	}
	return ParseSignedRequest(secrets, form.Get("signed_request"))
}

// MakeSignedRequest encodes and signs a payload, as Meta does.
func MakeSignedRequest(s secret.String, payload []byte) string {
	encoded := base64.RawURLEncoding.EncodeToString(payload)
	return base64.RawURLEncoding.EncodeToString(sum(s, []byte(encoded))) + "." + encoded
}

func signedBy(secrets []secret.String, given []byte, payload string) bool {
	found := false
	for _, s := range secrets {
		if s.IsZero() {
			continue
		}
		if hmac.Equal(given, sum(s, []byte(payload))) {
			found = true
		}
	}
	return found
}

func decodePayload(raw []byte) (SignedRequest, error) {
	var p struct {
		Algorithm string      `json:"algorithm"`
		IssuedAt  json.Number `json:"issued_at"`
		Expires   json.Number `json:"expires"`
		UserID    any         `json:"user_id"`
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&p); err != nil {
		return SignedRequest{}, ErrSignedRequest
	}
	if !strings.EqualFold(p.Algorithm, "HMAC-SHA256") {
		return SignedRequest{}, ErrSignedRequest
	}
	user := ""
	switch v := p.UserID.(type) {
	case string:
		user = v
	case json.Number:
		user = v.String()
	}
	if user == "" {
		return SignedRequest{}, ErrSignedRequest
	}
	return SignedRequest{UserID: user, IssuedAt: seconds(p.IssuedAt), Expires: seconds(p.Expires)}, nil
}

func seconds(n json.Number) time.Time {
	s, err := n.Int64()
	if err != nil || s <= 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

func decodeURL(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}
