package harness

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
)

// InstagramAccount is a connected account as the API answers it.
type InstagramAccount struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	State    string `json:"state"`
}

// ConnectInstagram connects an account of the sandbox by its consent page, as its owner would.
func (w *World) ConnectInstagram(c *Client, account string) InstagramAccount {
	w.T.Helper()
	var begun struct {
		URL string `json:"url"`
	}
	c.Must("POST", "/instagram/connect", map[string]any{}, &begun)
	back, err := w.Sandbox.InstagramConsent(begun.URL, account)
	if err != nil {
		w.T.Fatal(err)
	}
	at, err := url.Parse(c.Base + back.Path + "?" + back.RawQuery)
	if err != nil {
		w.T.Fatal(err)
	}
	resp, err := c.http.Get(at.String())
	if err != nil {
		w.T.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest && resp.Request.URL.Path == at.Path {
		w.T.Fatalf("the consent was answered with %d", resp.StatusCode)
	}
	var list struct {
		Items []InstagramAccount `json:"items"`
	}
	c.Must("GET", "/instagram/accounts", nil, &list)
	return list.Items[len(list.Items)-1]
}

// Pace lets a channel send so many messages a second, and has no other limit.
func (c *Client) Pace(channel string, perSecond int) {
	c.T.Helper()
	limits := maps.Clone(noLimits)
	limits["per_second"] = perSecond
	c.Must("PATCH", "/channels/"+channel, map[string]any{"limits": limits}, nil)
}

var noLimits = map[string]int{
	"per_minute": 0, "per_hour": 0, "per_day": 0, "new_per_day": 0, "min_gap_ms": 0, "max_gap_ms": 0, "batch_size": 0, "rest_seconds": 0,
	"private_per_minute": 0, "private_per_hour": 0,
}

// StartRule makes a rule that answers comments and puts it to work.
func (c *Client) StartRule(rule map[string]any) string {
	c.T.Helper()
	var made struct {
		ID string `json:"id"`
	}
	c.Must("POST", "/instagram/rules", rule, &made)
	c.Must("POST", "/instagram/rules/"+made.ID+"/start", nil, nil)
	return made.ID
}

// WebhookComment is a comment as a delivery tells it.
type WebhookComment struct {
	ID, From, Username, Text, Post string
}

// CommentDelivery is a signed delivery of comments under the posts of one account, told at a time.
func CommentDelivery(account string, at time.Time, list []WebhookComment) (body []byte, signature string) {
	type object = map[string]any
	changes := make([]object, len(list))
	for i, c := range list {
		changes[i] = object{"field": "comments", "value": object{
			"id": c.ID, "text": c.Text, "from": object{"id": c.From, "username": c.Username}, "media": object{"id": c.Post, "media_product_type": "FEED"},
		}}
	}
	body, err := json.Marshal(object{"object": "instagram", "entry": []object{{"id": account, "time": at.Unix(), "changes": changes}}})
	if err != nil {
		panic(err)
	}
	mac := hmac.New(sha256.New, []byte(sandbox.DefaultInstagramSecret))
	mac.Write(body)
	return body, "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Deliver posts a delivery until it is answered 200, as the network does.
func (w *World) Deliver(body []byte, signature string) {
	for {
		req, err := http.NewRequest(http.MethodPost, w.URL()+"/webhooks/meta", bytes.NewReader(body))
		if err != nil {
			panic(err)
		}
		req.Header.Set("X-Hub-Signature-256", signature)
		resp, err := client.Do(req)
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
}
