// Package kill ends real server processes at random moments and compares what the network recorded with what the ledger says.
package kill

import (
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

func soak() bool { return os.Getenv("KELOLA_SOAK") == "1" }

// size is the count of `make soak`, or the smaller one of `make test`.
func size(full, short int) int {
	if soak() {
		return full
	}
	return short
}

// result is what a blast with kills came to.
type result struct {
	kills       int
	duplicates  int // recipients that the network has more than once, or ids that it has more than once
	lost        int // recipients without an end
	unproven    int // states that claim a call which the network does not know, other than unknown
	unsettled   int // unknown, though the network has the message and its statuses are delivered
	unexplained int // unknown without a reason
	unknown     int // unknown at the end: calls that never reached the network
	missing     int // messages of the network that no recipient accounts for
}

// run sends a blast to n recipients and ends the server with `end` every half to two seconds until the blast is finished. The network
// reports each next status after `statuses`.
func run(t *testing.T, engine, binary string, n int, statuses time.Duration, end func(w *harness.World)) result {
	t.Helper()
	w := harness.New(t, engine, binary, sandbox.Options{Seed: 7, StatusDelay: statuses})
	// Calls are under way at every moment, most of them with their effect already at the network.
	w.Sandbox.SetFault(sandbox.Fault{Kind: "latency", Route: "send", LatencyMS: 10})
	w.Sandbox.SetFault(sandbox.Fault{Kind: "latency", Route: "send", LatencyMS: 40, After: true})
	user, code := w.Owner("toko")
	w.Start()
	c := w.Login("toko", user, code)
	c.ImportContacts(n)
	blast := c.StartBlast(c.ConnectSandbox(size(500, 150)))

	var r result
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	deadline := time.Now().Add(15 * time.Minute)
	for !finished(w, c, blast.ID, 500*time.Millisecond+time.Duration(chance.IntN(1500))*time.Millisecond, r.kills%2 == 0) {
		if time.Now().After(deadline) {
			t.Fatal("the blast did not finish")
		}
		end(w)
		r.kills++
		w.Start()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := w.Sandbox.DrainWebhooks(ctx); err != nil {
		t.Fatal(err)
	}
	r.compare(w, c, blast.ID, n)
	return r
}

// finished waits for the end of the blast, at most for the life of this process. A life that ends amid says ends on the heels of
// the next message that the network takes, when its answer is still on the way.
func finished(w *harness.World, c *harness.Client, blast string, life time.Duration, amid bool) bool {
	until := time.Now().Add(life)
	taken := -1
	for {
		if time.Now().After(until) {
			switch n := w.Sandbox.SendCount(); {
			case !amid || taken >= 0 && n > taken:
				return false
			case taken < 0:
				taken = n
			}
		}
		var b harness.Blast
		if _, err := c.Do("GET", "/blasts/"+blast, nil, &b); err == nil && b.State == "finished" {
			return true
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (r *result) compare(w *harness.World, c *harness.Client, blast string, n int) {
	w.T.Helper()
	perOpaque, perNumber := map[string]int{}, map[string]int{}
	known := map[string]bool{}
	for _, e := range w.Sandbox.Sends() {
		id, _, _ := strings.Cut(e.Opaque, ":")
		perOpaque[id]++
		perNumber[e.To]++
		known[e.WAMID] = true
		if perOpaque[id] == 2 || perNumber[e.To] == 2 {
			r.duplicates++
		}
	}
	var got []harness.Recipient
	w.Wait(time.Minute, "the last statuses to be applied", func() bool {
		got = c.Recipients(blast)
		for _, x := range got {
			if x.State == "accepted" || x.State == "sent" || x.State == "delivered" {
				return false
			}
		}
		return true
	})
	if len(got) != n {
		r.lost += n - len(got)
	}
	for _, x := range got {
		delete(perNumber, digits(x.PhoneDisplay))
		switch x.State {
		case "read":
			if !known[x.ExternalID] {
				r.unproven++
			}
		case "unknown":
			r.unknown++
			if x.Reason == "" {
				r.unexplained++
			}
			for _, e := range w.Sandbox.Sends() {
				if e.To == digits(x.PhoneDisplay) {
					r.unsettled++
				}
			}
		default:
			r.lost++
		}
	}
	r.missing = len(perNumber)
}

func digits(s string) string {
	var b strings.Builder
	for _, c := range s {
		if c >= '0' && c <= '9' {
			b.WriteRune(c)
		}
	}
	return b.String()
}

func (r result) truthful() bool {
	return r.duplicates+r.lost+r.unproven+r.unsettled+r.unexplained+r.missing == 0
}

// When statuses come: before the answer to the call, or after a restart.
const (
	early = 30 * time.Millisecond
	late  = 2 * time.Second
)

func TestKill_blast(t *testing.T) {
	t.Parallel()
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			r := run(t, engine, "", size(10_000, 1500), early, (*harness.World).Kill)
			t.Logf("%+v", r)
			if !r.truthful() {
				t.Errorf("the ledger does not tell the truth: %+v", r)
			}
			if r.kills < 2 {
				t.Errorf("only %d kills: the test did not test", r.kills)
			}
			if most := r.kills * 256; r.unknown > most {
				t.Errorf("%d unknown after %d kills, at most %d calls can have been open", r.unknown, r.kills, most)
			}
		})
	}
}

// TestKill_terminate: a server that is asked to stop leaves nothing unknown.
func TestKill_terminate(t *testing.T) {
	t.Parallel()
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			r := run(t, engine, "", size(10_000, 1000), early, func(w *harness.World) {
				if err := w.Term(); err != nil {
					t.Fatalf("the server did not stop well: %v", err)
				}
			})
			t.Logf("%+v", r)
			if !r.truthful() || r.unknown > 0 {
				t.Errorf("after graceful stops: %+v", r)
			}
		})
	}
}

// TestKill_control shows that the comparison can fail: a build that forgets the commit before the call doubles messages. Statuses come
// late, so that none of them tells the restarted server in time what it has forgotten. Few kills may all miss the moment; three blasts of a
// broken build do not.
func TestKill_control(t *testing.T) {
	t.Parallel()
	binary := harness.BuildWith(t, "kelola_forget_claim")
	for range 3 {
		r := run(t, "sqlite", binary, size(3000, 900), late, (*harness.World).Kill)
		t.Logf("%+v", r)
		if r.duplicates > 0 {
			return
		}
	}
	t.Error("the broken build doubled nothing: the kill test proves nothing")
}
