package webui

import (
	"net/http"
	"strconv"
	"strings"
)

// policy is the content security policy of the application page. Only the style tags that carry the
// nonce of this very answer run; no script is inline.
func policy(nonce string) string {
	return strings.Join([]string{
		"default-src 'self'",
		"script-src 'self'",
		"style-src 'self' 'nonce-" + nonce + "'",
		"img-src 'self' data: blob:",
		"media-src 'self' blob:",
		"font-src 'self'",
		"connect-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; ")
}

func secure(head http.Header) {
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	head.Set("X-Frame-Options", "DENY")
	head.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
}

// accepted holds the weights of an Accept-Encoding header (RFC 9110, section 12.5.3).
type accepted map[string]float64

func parseAccept(header string) accepted {
	out := accepted{}
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding == "" {
			continue
		}
		out[coding] = weight(params)
	}
	return out
}

// weight reads the parameter q of a part of an Accept header; what cannot be read is refused.
func weight(params string) float64 {
	value, ok := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(params, " ", "")), "q=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0
	}
	return q
}

func (a accepted) allows(coding string) bool {
	if weight, named := a[coding]; named {
		return weight > 0
	}
	return a["*"] > 0
}
