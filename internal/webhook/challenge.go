package webhook

import (
	"net/http"
	"net/url"

	"github.com/kelolapesan/kelola/internal/secret"
)

const maxChallenge = 256

// Challenge checks the handshake of a callback address and returns what the answer must consist of. The challenge is
// echoed only if it is letters, digits, "_" and "-", so that nothing can be reflected into a browser.
func Challenge(verify secret.String, query url.Values) (string, bool) {
	challenge := query.Get("hub.challenge")
	known := !verify.IsZero() && verify.Equal(secret.New(query.Get("hub.verify_token")))
	if query.Get("hub.mode") != "subscribe" || !known || !plain(challenge) {
		return "", false
	}
	return challenge, true
}

// ServeChallenge answers the handshake: 200 with the challenge as plain text, otherwise 403 without a body.
func ServeChallenge(w http.ResponseWriter, r *http.Request, verify secret.String) {
	challenge, ok := Challenge(verify, r.URL.Query())
	if !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write([]byte(challenge))
}

func plain(s string) bool {
	if s == "" || len(s) > maxChallenge {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}
