package journey

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
	"github.com/kelolapesan/kelola/test/harness"
)

// hourly is how many private replies the network allows an account in an hour (Meta docs, Instagram Platform rate limiting, read 2026-11).
const hourly = 750

// A crowd writes comments under the posts of several accounts with fifty rules: none is lost, each is answered by its rule, and no hour
// holds more private replies of an account than the network allows. The server's clock runs fast, so that the hours in which the line
// empties are minutes.
func TestComments_crowd(t *testing.T) {
	t.Parallel()
	accounts, each, speed := 1, 1200, 500.0
	if os.Getenv("KELOLA_SOAK") == "1" {
		accounts, each, speed = 5, 4000, 120
	}
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := harness.New(t, engine, "", sandbox.Options{Seed: 12}, fmt.Sprintf("KELOLA_CLOCK_SPEED=%g", speed))
			w.Sandbox.Instagram().SetKnobs(func(k *instagram.Knobs) { k.PrivateRepliesHour, k.Impressions = 0, -1 })
			user, code := w.Owner("toko")
			w.Start()
			c := w.Login("toko", user, code)
			crowd := w.Crowd(c, accounts, each)
			var write sync.WaitGroup
			for _, a := range crowd {
				write.Go(func() { a.Write(w, func([]harness.WebhookComment) {}) })
			}
			write.Wait()
			total := accounts * each
			w.Wait(6*time.Minute, "all comments to be answered", func() bool { return len(w.Sandbox.Instagram().Effects("private_reply")) >= total })
			checkCrowd(t, w, crowd, time.Duration(float64(time.Hour)/speed))
		})
	}
}

// check looks at what the network got: every comment one reply of its own rule, and in no window of an hour too many of an account.
func checkCrowd(t *testing.T, w *harness.World, all []*harness.CrowdAccount, hour time.Duration) {
	t.Helper()
	replies := map[string]instagram.Effect{}
	at := map[string][]time.Time{}
	for _, e := range w.Sandbox.Instagram().Effects("private_reply") {
		if _, twice := replies[e.CommentID]; twice {
			t.Fatalf("comment %s was answered twice", e.CommentID)
		}
		replies[e.CommentID] = e
		at[e.Account] = append(at[e.Account], e.At)
	}
	for _, a := range all {
		for i, c := range a.Comments {
			if want := harness.CrowdAnswer(i); replies[c.ID].Text != want {
				t.Fatalf("comment %d of %s was answered %q, want %q", i, a.ID, replies[c.ID].Text, want)
			}
		}
		times := at[a.ID]
		slices.SortFunc(times, time.Time.Compare)
		most, from := 0, 0
		for i := range times {
			for times[i].Sub(times[from]) >= hour {
				from++
			}
			most = max(most, i-from+1)
		}
		t.Logf("%s: %d replies in %.1f hours, at most %d in one", a.ID, len(times), float64(times[len(times)-1].Sub(times[0]))/float64(hour), most)
		if most > hourly {
			t.Errorf("%d private replies of %s in one hour", most, a.ID)
		}
	}
}
