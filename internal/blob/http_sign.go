package blob

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// signer signs requests with signature version 4 of Amazon Web Services (S3 API reference, "Authenticating Requests: Using the Authorization
// Header", read 2026-11). The body is signed too.
type signer struct {
	access Access
	region string
}

func (s signer) sign(req *http.Request, body []byte, now time.Time) {
	at := now.UTC().Format("20060102T150405Z")
	sum := sha256.Sum256(body)
	req.Header.Set("X-Amz-Date", at)
	req.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(sum[:]))
	headers := map[string]string{"host": req.URL.Host}
	for name := range req.Header {
		if low := strings.ToLower(name); strings.HasPrefix(low, "x-amz-") || low == "range" {
			headers[low] = strings.TrimSpace(req.Header.Get(name))
		}
	}
	var names []string
	for name := range headers {
		names = append(names, name)
	}
	slices.Sort(names)
	var lines strings.Builder
	for _, name := range names {
		lines.WriteString(name + ":" + headers[name] + "\n")
	}
	signed := strings.Join(names, ";")
	path := escape(req.URL.Path, false)
	if path == "" {
		path = "/"
	}
	asked := strings.Join([]string{req.Method, path, req.URL.RawQuery, lines.String(), signed, hex.EncodeToString(sum[:])}, "\n")
	scope := at[:8] + "/" + s.region + "/s3/aws4_request"
	about := sha256.Sum256([]byte(asked))
	key := []byte("AWS4" + s.access.Secret.Reveal())
	for _, part := range []string{at[:8], s.region, "s3", "aws4_request"} {
		key = mac(key, part)
	}
	signature := hex.EncodeToString(mac(key, "AWS4-HMAC-SHA256\n"+at+"\n"+scope+"\n"+hex.EncodeToString(about[:])))
	req.Header.Set("Authorization",
		"AWS4-HMAC-SHA256 Credential="+s.access.Key+"/"+scope+",SignedHeaders="+signed+",Signature="+signature)
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	_, _ = m.Write([]byte(text)) // never fails
	return m.Sum(nil)
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// escape writes a text as signatures want it: everything but unreserved characters as %XX; slashes stay in a path.
func escape(text string, slash bool) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if strings.IndexByte(unreserved, c) >= 0 || c == '/' && !slash {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	return b.String()
}

// canonicalQuery is a query in the one order and form that is signed.
func canonicalQuery(q url.Values) string {
	var parts []string
	for name, values := range q {
		for _, v := range values {
			parts = append(parts, escape(name, true)+"="+escape(v, true))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}
