package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
	"github.com/kelolapesan/kelola/test/harness"
)

// crowdPace is how fast comments come, a second: twenty thousand in ten minutes.
const crowdPace = 20_000.0 / 600

// comments measures on one engine how long it takes from the delivery of a comment until its private reply is in the queue, durably: fifty
// rules, five accounts.
func comments(o options, engine string) (rows []row, err error) {
	const accounts = 5
	err = measure("I1 "+engine, func(t *bed) {
		w := harness.New(t, engine, o.binary, sandbox.Options{Seed: 3})
		w.Sandbox.Instagram().SetKnobs(func(k *instagram.Knobs) { k.PrivateRepliesHour, k.Impressions = 0, -1 })
		user, code := w.Owner("toko")
		w.Start()
		c := w.Login("toko", user, code)
		crowd := w.Crowd(c, accounts, o.n/accounts)
		use := watch(w.PID(), engine)
		posted := make([]map[string]time.Time, accounts)
		var write sync.WaitGroup
		begin := time.Now()
		for i, a := range crowd {
			posted[i] = map[string]time.Time{}
			write.Go(func() {
				done := 0
				a.Write(w, func(list []harness.WebhookComment) {
					time.Sleep(time.Until(begin.Add(time.Duration(float64(done) * accounts / crowdPace * float64(time.Second)))))
					done += len(list)
					for _, x := range list {
						posted[i][x.Text] = time.Now()
					}
				})
			})
		}
		write.Wait()
		cost := use.per(o.n)
		queued := queuedAt(t, w, c, o.n)
		var took []time.Duration
		for _, texts := range posted {
			for text, at := range texts {
				when, ok := queued[text]
				if !ok {
					t.Fatalf("the comment %q was lost", text)
				}
				took = append(took, when.Sub(at))
			}
		}
		p50, p99 := quantile(took, 0.5), quantile(took, 0.99)
		rows = append(rows, row{
			key: "I1 comments", engine: engine, met: p99 <= 500, scale: fmt.Sprintf("%d comments in %.0f s, 50 rules, 5 accounts", o.n, time.Since(begin).Seconds()),
			measured: fmt.Sprintf("p99 %.0f ms (p50 %.0f ms), none lost, CPU %.0f µs%s", p99, p50, us(cost.cpu), inDatabase(engine, []float64{us(cost.pg)})),
		})
	})
	return rows, err
}

// queuedAt reads from the log of rules when each comment's reply was queued.
func queuedAt(t *bed, w *harness.World, c *harness.Client, n int) map[string]time.Time {
	all := map[string]time.Time{}
	w.Wait(2*time.Minute, "all comments to be judged", func() bool {
		clear(all)
		for cursor := ""; ; {
			var p struct {
				Items []struct {
					Text    string    `json:"text"`
					At      time.Time `json:"at"`
					Outcome string    `json:"outcome"`
				} `json:"items"`
				Next *string `json:"next"`
			}
			if _, err := c.Do("GET", "/instagram/matches?limit=200&cursor="+cursor, nil, &p); err != nil {
				t.Fatal(err)
			}
			for _, m := range p.Items {
				if m.Outcome == "answered" {
					all[m.Text] = m.At
				}
			}
			if p.Next == nil {
				return len(all) >= n
			}
			cursor = *p.Next
		}
	})
	return all
}
