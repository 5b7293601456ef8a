package harness

import (
	"bytes"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
)

// Recipient is a line of a blast's report.
type Recipient struct {
	ContactID    string `json:"contact_id"`
	PhoneDisplay string `json:"phone_display"`
	State        string `json:"state"`
	Reason       string `json:"reason"`
	Code         string `json:"code"`
	ExternalID   string `json:"external_id"`
}

// Blast is what tests look at of a blast.
type Blast struct {
	ID          string         `json:"id"`
	State       string         `json:"state"`
	StateReason string         `json:"state_reason"`
	Version     int            `json:"version"`
	Counts      map[string]int `json:"counts"`
}

// ImportContacts imports n contacts with numbers from 62 811-0000-0000 on, who agreed to promotion.
func (c *Client) ImportContacts(n int) {
	c.T.Helper()
	var csv bytes.Buffer
	csv.WriteString("nama,nomor\n")
	for i := range n {
		fmt.Fprintf(&csv, "Pelanggan %d,0811%07d\n", i, i)
	}
	c.ImportCSV(csv.Bytes(), n)
}

// ImportCSV imports a file with the columns nama and nomor and waits until `want` contacts are new.
func (c *Client) ImportCSV(csv []byte, want int) {
	c.T.Helper()
	var imp struct {
		ID     string         `json:"id"`
		State  string         `json:"state"`
		Counts map[string]int `json:"counts"`
	}
	if _, err := c.Upload("/imports", "kontak.csv", csv, &imp); err != nil {
		c.T.Fatal(err)
	}
	at := "/imports/" + imp.ID
	c.Must("PUT", at+"/mapping", map[string]any{
		"columns":         []map[string]any{{"index": 0, "target": "name"}, {"index": 1, "target": "phone"}},
		"group_ids":       []string{},
		"consent":         map[string]string{"promo": "formulir toko", "service": "formulir toko"},
		"update_existing": true,
	}, nil)
	c.Must("POST", at+"/check", nil, nil)
	c.waitFor(at, &imp, func() bool { return imp.State == "checked" }, func() bool { return imp.State == "failed" })
	c.Must("POST", at+"/start", nil, nil)
	c.waitFor(at, &imp, func() bool { return imp.State == "done" }, func() bool { return imp.State == "failed" })
	if imp.Counts["new"] != want {
		c.T.Fatalf("import counts = %v, want %d new", imp.Counts, want)
	}
}

func (c *Client) waitFor(path string, out any, ok, bad func() bool) {
	c.T.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for {
		c.Must("GET", path, nil, out)
		if ok() {
			return
		}
		if bad() || time.Now().After(deadline) {
			c.T.Fatalf("%s did not get there: %+v", path, out)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// ConnectSandbox connects the sandbox's first number and returns the channel's id. perSecond 0 is as fast as it goes.
func (c *Client) ConnectSandbox(perSecond int) string {
	c.T.Helper()
	var made ID
	c.Must("POST", "/channels", map[string]any{
		"kind": "cloudapi", "name": "Toko", "waba_id": sandbox.DefaultWABA, "phone_number_id": sandbox.DefaultNumber, "token": sandbox.DefaultToken,
	}, &made)
	limits := map[string]int{
		"per_second": perSecond, "per_minute": 0, "per_hour": 0, "per_day": 0, "new_per_day": 0, "min_gap_ms": 0, "max_gap_ms": 0, "batch_size": 0, "rest_seconds": 0,
	}
	c.Must("PATCH", "/channels/"+made.ID, map[string]any{"limits": limits}, nil)
	return made.ID
}

// StartBlast starts a blast to all contacts over a utility template with two variables.
func (c *Client) StartBlast(channel string) Blast {
	c.T.Helper()
	b := c.DraftBlast(channel)
	c.Must("POST", "/blasts/"+b.ID+"/start", map[string]any{"version": b.Version}, &b)
	return b
}

// DraftBlast makes that blast and does not start it.
func (c *Client) DraftBlast(channel string) Blast {
	c.T.Helper()
	var b Blast
	c.Must("POST", "/blasts", map[string]string{"name": "Uji"}, &b)
	c.Must("PATCH", "/blasts/"+b.ID, map[string]any{
		"version": b.Version, "channel_id": channel, "purpose": "promo",
		"audience": map[string]any{"all": true, "group_ids": []string{}, "exclude_group_ids": []string{}},
		"message": map[string]any{
			"kind": "template", "template": map[string]string{"name": "pesanan_dikirim", "language": "id"},
			"variables": map[string]string{"body.1": "{{name|Kak}}", "body.2": "JNE"},
		},
		"missing_policy": "fallback",
	}, &b)
	return b
}

// Recipients reads the whole report of a blast.
func (c *Client) Recipients(blast string) []Recipient {
	c.T.Helper()
	var all []Recipient
	cursor := ""
	for {
		var p struct {
			Items []Recipient `json:"items"`
			Next  *string     `json:"next"`
		}
		c.Must("GET", "/blasts/"+blast+"/recipients?limit=200&cursor="+cursor, nil, &p)
		all = append(all, p.Items...)
		if p.Next == nil || *p.Next == "" {
			return all
		}
		cursor = *p.Next
	}
}
