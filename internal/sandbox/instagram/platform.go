package instagram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// SignedWish is a callback of the platform: the owner removed the app, or asked for deletion.
type SignedWish struct {
	Account string `json:"account"`
	URL     string `json:"url"`         // default: the knob's
	Form    string `json:"form"`        // valid (default), padded, tampered, truncated, wrong_secret, unknown_user, no_dot, other_algorithm, empty
	Issued  int64  `json:"issued_at"`   // default now
	Keep    bool   `json:"keep_access"` // a deauthorize callback although the app still has access
}

// SignedCall is a callback that was sent, and what came of it.
type SignedCall struct {
	At         time.Time `json:"at"`
	Kind       string    `json:"kind"` // deauthorize, deletion
	Form       string    `json:"form"`
	UserID     string    `json:"user_id"`
	Request    string    `json:"signed_request"`
	Status     int       `json:"status"` // 0: no answer
	Answer     string    `json:"answer"`
	StatusURL  string    `json:"status_url,omitempty"`
	Code       string    `json:"confirmation_code,omitempty"`
	PollStatus int       `json:"poll_status,omitempty"`
	Poll       string    `json:"poll,omitempty"`
}

// Deauthorize lets the owner remove the app's access at Instagram and calls the deauthorize callback. Tokens die and
// webhooks stop before the callback is sent. A form that is not valid or padded changes nothing at Instagram.
func (n *Network) Deauthorize(ctx context.Context, w SignedWish) (SignedCall, error) {
	return n.callback(ctx, "deauthorize", w)
}

// AskDeletion lets the owner ask Meta for deletion of their data, calls the data deletion callback, and reads the status
// page it answers with.
func (n *Network) AskDeletion(ctx context.Context, w SignedWish) (SignedCall, error) {
	c, err := n.callback(ctx, "deletion", w)
	if err != nil || c.Status != http.StatusOK {
		return c, err
	}
	if c.StatusURL, c.Code = promised(c.Answer); c.StatusURL == "" {
		return c, nil
	}
	c.PollStatus, c.Poll = fetch(ctx, http.MethodGet, c.StatusURL, "")
	n.change(func() { n.signed[len(n.signed)-1] = c })
	return c, nil
}

// promised reads the answer of a deletion callback; both are empty if it is not as documented.
func promised(body string) (address, code string) {
	var answer struct {
		URL  string `json:"url"`
		Code string `json:"confirmation_code"`
	}
	if json.Unmarshal([]byte(body), &answer) != nil || answer.Code == "" {
		return "", ""
	}
	return answer.URL, answer.Code
}

// Poll reads the status page of the newest deletion again.
func (n *Network) Poll(ctx context.Context) (SignedCall, error) {
	calls := n.SignedCalls()
	for i := len(calls) - 1; i >= 0; i-- {
		c := calls[i]
		if c.StatusURL == "" {
			continue
		}
		c.PollStatus, c.Poll = fetch(ctx, http.MethodGet, c.StatusURL, "")
		n.change(func() { n.signed[i] = c })
		return c, nil
	}
	return SignedCall{}, errors.New("instagram sandbox: no deletion was answered with a status page")
}

// SignedCalls lists the callbacks that were sent, oldest first.
func (n *Network) SignedCalls() []SignedCall {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]SignedCall{}, n.signed...)
}

func (n *Network) callback(ctx context.Context, kind string, w SignedWish) (SignedCall, error) {
	c := SignedCall{Kind: kind, Form: w.Form}
	target := w.URL
	var err error
	n.change(func() {
		var a *account
		if a, err = n.anAccount(w.Account); err != nil {
			return
		}
		if target == "" {
			target = map[string]string{"deauthorize": n.knobs.DeauthorizeURL, "deletion": n.knobs.DeletionURL}[kind]
		}
		c.At, c.UserID = n.now(), a.scopedID
		if n.knobs.SignedID == "professional" {
			c.UserID = a.id
		}
		secret := n.d.AppSecret
		if n.knobs.SignedSecret == "meta" {
			secret = n.d.MetaSecret
		}
		if w.Issued == 0 {
			w.Issued = n.now().Unix()
		}
		if c.Request, err = signedRequest(w.Form, secret, &c, w.Issued); err != nil {
			return
		}
		if kind == "deauthorize" && !w.Keep && (w.Form == "" || w.Form == "valid" || w.Form == "padded") {
			a.remove()
		}
	})
	if err == nil {
		err = onThisMachine(target)
	}
	if err != nil {
		return c, err
	}
	c.Status, c.Answer = fetch(ctx, http.MethodPost, target, url.Values{"signed_request": {c.Request}}.Encode())
	n.change(func() { n.signed = append(n.signed, c) })
	return c, nil
}

// signedRequest makes the field of a callback: signature and payload, both base64url, the signature over the encoded
// payload (Meta docs, data deletion callback, read 2026-11).
func signedRequest(form, secret string, c *SignedCall, issued int64) (string, error) {
	algorithm := "HMAC-SHA256"
	enc := base64.RawURLEncoding
	switch form {
	case "", "valid", "tampered", "truncated", "no_dot", "empty":
	case "padded":
		enc = base64.URLEncoding
	case "wrong_secret":
		secret += "-wrong"
	case "unknown_user":
		c.UserID = "24999999999999999"
	case "other_algorithm":
		algorithm = "HMAC-SHA1"
	default:
		return "", errors.New("instagram sandbox: unknown form of signed request")
	}
	body, err := json.Marshal(object{"algorithm": algorithm, "issued_at": issued, "user_id": c.UserID})
	if err != nil {
		return "", err
	}
	sig, payload := signPayload(enc, secret, body)
	switch form {
	case "tampered":
		payload = enc.EncodeToString([]byte(strings.Replace(string(body), c.UserID, "24000000000000009", 1)))
	case "truncated":
		return (sig + "." + payload)[:len(sig)+1+len(payload)/2], nil
	case "no_dot":
		return sig + payload, nil
	case "empty":
		return "", nil
	}
	return sig + "." + payload, nil
}

func signPayload(enc *base64.Encoding, secret string, body []byte) (sig, payload string) {
	payload = enc.EncodeToString(body)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(payload))
	return enc.EncodeToString(mac.Sum(nil)), payload
}

func onThisMachine(target string) error {
	u, err := url.Parse(target)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("instagram sandbox: the callback has no address: give url, or set the knob")
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("instagram sandbox: only loopback addresses are allowed")
	}
	return nil
}

// fetch makes one request to the product and returns what it answered; 0 is no answer.
func fetch(ctx context.Context, method, target, form string) (int, string) {
	if err := onThisMachine(target); err != nil {
		return 0, err.Error()
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(form))
	if err != nil {
		return 0, err.Error()
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return 0, "no answer"
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return 0, "no answer"
	}
	return res.StatusCode, string(b)
}
