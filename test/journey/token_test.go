// Package journey plays whole stories against the real server process and the sandbox networks.
package journey

import (
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

type channelView struct {
	State       string `json:"state"`
	StateReason string `json:"state_reason"`
}

// An access token runs out in the middle of a blast: the channel asks for a person, the blast waits and says why, a wrong token is
// refused, and with a good one everybody gets the message once.
func TestToken_runsOut(t *testing.T) {
	t.Parallel()
	const people = 120
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := harness.New(t, engine, "", sandbox.Options{Seed: 11, StatusDelay: 10 * time.Millisecond})
			user, code := w.Owner("toko")
			w.Start()
			c := w.Login("toko", user, code)
			c.ImportContacts(people)
			ch := c.ConnectSandbox(60)
			blast := c.StartBlast(ch)
			w.Wait(30*time.Second, "the first messages", func() bool { return len(w.Sandbox.Sends()) > 10 })

			w.Sandbox.SetFault(sandbox.Fault{Kind: "token_expired"})
			var view channelView
			w.Wait(30*time.Second, "the channel to need attention", func() bool {
				c.Must("GET", "/channels/"+ch, nil, &view)
				return view.State == "needs_attention"
			})
			if view.StateReason == "" {
				t.Error("the channel does not say why")
			}
			w.Wait(30*time.Second, "the blast to wait", func() bool {
				c.Must("GET", "/blasts/"+blast.ID, nil, &blast)
				return blast.State == "paused" && blast.StateReason != "" && blast.Counts["sending"] == 0
			})
			before := len(w.Sandbox.Sends())
			if _, err := c.Do("PUT", "/channels/"+ch+"/token", map[string]string{"token": "EAAanotherTokenThatTheNetworkRefuses"}, nil); err == nil {
				t.Error("a token that the network refuses was taken")
			}

			w.Sandbox.ClearFaults(0)
			c.Must("PUT", "/channels/"+ch+"/token", map[string]string{"token": sandbox.DefaultToken}, nil)
			c.Must("POST", "/blasts/"+blast.ID+"/resume", map[string]any{"version": blast.Version}, nil)
			w.Wait(time.Minute, "the blast to finish", func() bool {
				c.Must("GET", "/blasts/"+blast.ID, nil, &blast)
				return blast.State == "finished"
			})
			times := map[string]int{}
			for _, e := range w.Sandbox.Sends() {
				times[e.To]++
			}
			for number, n := range times {
				if n != 1 {
					t.Errorf("…%s got %d messages", number[len(number)-3:], n)
				}
			}
			if before >= people || len(times) != people {
				t.Errorf("%d had a message before the token ran out, %d in the end, want %d", before, len(times), people)
			}
			if strings.Contains(w.Log(), sandbox.DefaultToken) {
				t.Error("the token is in the log")
			}
		})
	}
}
