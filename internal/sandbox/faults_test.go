package sandbox

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
)

// A caller that hangs up before a late answer has sent the message all the same; one that hangs up before the effect has not.
func TestServer_HangUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after   bool
		effects int
	}{{true, 1}, {false, 0}} {
		b := setup(t)
		b.SetFault(Fault{Kind: "latency", Route: "send", LatencyMS: 3_600_000, After: c.after})
		ctx, hangUp := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.URL()+"/v26.0/"+DefaultNumber+"/messages", strings.NewReader(textTo(customer, "a")))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+DefaultToken)
		req.Header.Set("Content-Type", "application/json")
		done := make(chan error, 1)
		go func() {
			resp, err := http.DefaultClient.Do(req)
			if err == nil {
				_ = resp.Body.Close()
			}
			done <- err
		}()
		for b.Faults()[0].Hits == 0 || b.SendCount() < c.effects {
			select {
			case err := <-done:
				t.Fatalf("ended before it was cut: %v", err)
			default:
				runtime.Gosched()
			}
		}
		hangUp()
		if err := <-done; err == nil {
			t.Error("answered")
		}
		if got := b.SendCount(); got != c.effects {
			t.Errorf("after = %v: %d effects, want %d", c.after, got, c.effects)
		}
	}
}
