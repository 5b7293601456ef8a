package instagram

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

const tokenStart = "IGAASandbox"

// sealed is what a token says about itself, so that a sandbox that was started again takes the tokens of earlier runs: a
// product keeps them with its data.
type sealed struct {
	Serial  uint64   `json:"n"`
	Account string   `json:"a"`
	Scopes  []string `json:"s"`
	Long    bool     `json:"l"`
	Issued  int64    `json:"i"`
	Expires int64    `json:"e"`
}

func (n *Network) seal(t *token) string {
	n.serial++
	body, err := json.Marshal(sealed{n.serial, t.account.id, scopeList(t.scopes), t.long, t.issuedAt.UnixMicro(), t.expiresAt.UnixMicro()})
	if err != nil {
		return ""
	}
	return tokenStart + base64.RawURLEncoding.EncodeToString(append(n.mark(body), body...))
}

const markSize = 12

func (n *Network) mark(body []byte) []byte {
	mac := hmac.New(sha256.New, []byte("token:"+n.d.AppSecret))
	_, _ = mac.Write(body)
	return mac.Sum(nil)[:markSize]
}

// adopt takes a token of an earlier run: the account is connected and subscribed again, unless its owner has removed the
// app in this one. It answers nil for anything that is no such token.
func (n *Network) adopt(value string) *token {
	text, ok := strings.CutPrefix(value, tokenStart)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || len(raw) < markSize || !hmac.Equal(raw[:markSize], n.mark(raw[markSize:])) {
		return nil
	}
	var in sealed
	if json.Unmarshal(raw[markSize:], &in) != nil {
		return nil
	}
	a := n.account(in.Account)
	if a == nil {
		return nil
	}
	t := &token{value: value, account: a, scopes: map[string]bool{}, long: in.Long, issuedAt: time.UnixMicro(in.Issued), expiresAt: time.UnixMicro(in.Expires)}
	for _, s := range in.Scopes {
		t.scopes[s] = true
	}
	n.tokens[value] = t
	if a.granted == nil && !a.removed {
		a.granted, a.subscribed = t.scopes, []string{"comments", "messages"}
	}
	return t
}
