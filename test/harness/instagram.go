package harness

import (
	"net/http"
	"net/url"
)

// InstagramAccount is a connected account as the API answers it.
type InstagramAccount struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	State    string `json:"state"`
}

// ConnectInstagram connects an account of the sandbox by its consent page, as its owner would, and lets its private replies go as fast as
// they can.
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
	made := list.Items[len(list.Items)-1]
	c.Must("PATCH", "/channels/"+made.ID, map[string]any{"limits": noLimits}, nil)
	return made
}

var noLimits = map[string]int{
	"per_second": 0, "per_minute": 0, "per_hour": 0, "per_day": 0, "new_per_day": 0, "min_gap_ms": 0, "max_gap_ms": 0, "batch_size": 0, "rest_seconds": 0,
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
