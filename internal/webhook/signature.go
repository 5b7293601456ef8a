// Package webhook owns what proves that a call really came from Meta: the signature over the raw body of a delivery,
// the handshake of a callback address, and signed requests. It knows no payload.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/kelolapesan/kelola/internal/secret"
)

// SignatureHeader carries the signature (Meta docs, webhooks, read 2026-11). The older X-Hub-Signature with SHA-1 is ignored.
const SignatureHeader = "X-Hub-Signature-256"

const signaturePrefix = "sha256="

// Verify reports whether header is the signature of exactly these bytes under one of the secrets. Every secret is tried,
// and each comparison takes constant time. Without secrets nothing verifies.
func Verify(secrets []secret.String, header string, body []byte) bool {
	given, ok := parseSignature(header)
	if !ok {
		return false
	}
	found := false
	for _, s := range secrets {
		if s.IsZero() {
			continue
		}
		if hmac.Equal(given, sum(s, body)) {
			found = true
		}
	}
	return found
}

// Sign returns the header value for a body.
func Sign(s secret.String, body []byte) string {
	return signaturePrefix + hex.EncodeToString(sum(s, body))
}

func parseSignature(header string) ([]byte, bool) {
	digits, ok := strings.CutPrefix(header, signaturePrefix)
	if !ok || len(digits) != 2*sha256.Size {
		return nil, false
	}
	given, err := hex.DecodeString(digits)
	return given, err == nil
}

func sum(s secret.String, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(s.Reveal()))
	mac.Write(body)
	return mac.Sum(nil)
}
