package kill

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

// TestWebhooks_killed delivers messages and statuses one to five times, shuffled, in batches and in parallel, while the server is killed
// again and again, each time after some more deliveries. Every event that was answered 200 has its effect exactly once, and no status moves down.
func TestWebhooks_killed(t *testing.T) {
	t.Parallel()
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := harness.New(t, engine, "", sandbox.Options{Seed: 9})
			w.Sandbox.SetKnobs(func(k *sandbox.Knobs) { k.AutoDelivered, k.AutoRead = false, false })
			user, code := w.Owner("toko")
			w.Start()
			c := w.Login("toko", user, code)
			sent := blasted(t, w, c, size(5000, 200))
			d := newDelivery(size(90_000, 3600), sent.reports(w))
			var watch sync.WaitGroup
			over := make(chan struct{})
			watch.Go(func() { sent.watch(t, c, over) })
			stop := make(chan struct{})
			var killer sync.WaitGroup
			kills := 0
			killer.Go(func() {
				chance := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
				for next := int64(0); ; {
					next += 50 + chance.Int64N(int64(size(400, 100)))
					for d.posts.Load() < next {
						select {
						case <-stop:
							return
						case <-time.After(2 * time.Millisecond):
						}
					}
					w.Kill()
					kills++
					w.Start()
				}
			})
			d.deliver(t, w, 16)
			close(stop)
			killer.Wait()
			close(over)
			watch.Wait()
			t.Logf("%d events in %d posts, %d kills, %d posts repeated after an error", d.messages+len(d.statuses), d.posts.Load(), kills, d.repeated.Load())
			if kills == 0 {
				t.Error("no kill: the test did not test")
			}
			d.check(t, w, c)
			sent.check(t, w, c)
		})
	}
}

// delivery is a set of inbound messages of a few customers, and of statuses.
type delivery struct {
	messages  int
	customers int
	statuses  []string
	posts     atomic.Int64
	repeated  atomic.Int64
}

func newDelivery(messages int, statuses []string) *delivery {
	return &delivery{messages: messages, customers: 50, statuses: statuses}
}

func (d *delivery) message(i int) string {
	return fmt.Sprintf(`{"from":"62812%07d","id":"wamid.K%d","timestamp":"%d","type":"text","text":{"body":"pesan %d \u00e9"}}`,
		i%d.customers, i, 1795000000+i, i)
}

// deliver posts every event one to five times from several senders; a post that is not answered 200 is repeated, as the network does,
// until the test has failed: a server that does not come back must not keep it running.
func (d *delivery) deliver(t *testing.T, w *harness.World, senders int) {
	t.Helper()
	chance := rand.New(rand.NewPCG(3, 4))
	var plan []int
	for i := range d.messages + len(d.statuses) {
		for range 1 + chance.IntN(5) {
			plan = append(plan, i)
		}
	}
	chance.Shuffle(len(plan), func(a, b int) { plan[a], plan[b] = plan[b], plan[a] })
	batches := make(chan []int, senders)
	var work sync.WaitGroup
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	for range senders {
		work.Go(func() {
			for b := range batches {
				d.post(t, client, w.URL(), b)
			}
		})
	}
	for len(plan) > 0 {
		n := min(1+chance.IntN(20), len(plan))
		batches <- plan[:n]
		plan = plan[n:]
	}
	close(batches)
	work.Wait()
}

func (d *delivery) post(t *testing.T, client *http.Client, base string, batch []int) {
	var messages, statuses []string
	for _, e := range batch {
		if e < d.messages {
			messages = append(messages, d.message(e))
		} else {
			statuses = append(statuses, d.statuses[e-d.messages])
		}
	}
	body := []byte(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"6280010000001","phone_number_id":%q},"messages":[%s],"statuses":[%s]}}]}]}`,
		sandbox.DefaultWABA, sandbox.DefaultNumber, strings.Join(messages, ","), strings.Join(statuses, ",")))
	mac := hmac.New(sha256.New, []byte(harness.AppSecret))
	mac.Write(body)
	signature := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	for !t.Failed() {
		req, err := http.NewRequest(http.MethodPost, base+"/webhooks/meta", bytes.NewReader(body))
		if err != nil {
			panic(err)
		}
		req.Header.Set("X-Hub-Signature-256", signature)
		resp, err := client.Do(req)
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				d.posts.Add(1)
				return
			}
		}
		d.repeated.Add(1)
		time.Sleep(20 * time.Millisecond)
	}
}

func (d *delivery) check(t *testing.T, w *harness.World, c *harness.Client) {
	t.Helper()
	type conversation struct {
		ID     string `json:"id"`
		Unread int    `json:"unread"`
	}
	var list struct {
		Items []conversation `json:"items"`
	}
	count := func() int {
		total := 0
		c.Must("GET", "/conversations?limit=200", nil, &list)
		for _, x := range list.Items {
			total += x.Unread
		}
		return total
	}
	w.Wait(2*time.Minute, "all events to have their effect", func() bool { return count() >= d.messages })
	if got := count(); got != d.messages {
		t.Fatalf("%d unread messages for %d events: an event had its effect more than once", got, d.messages)
	}
	if len(list.Items) != d.customers {
		t.Fatalf("%d conversations for %d customers", len(list.Items), d.customers)
	}
	seen := map[string]int{}
	for _, x := range list.Items {
		cursor := ""
		for {
			var p struct {
				Items []struct {
					Text string `json:"text"`
				} `json:"items"`
				Next *string `json:"next"`
			}
			c.Must("GET", "/conversations/"+x.ID+"/messages?limit=200&cursor="+cursor, nil, &p)
			for _, m := range p.Items {
				seen[m.Text]++
			}
			if p.Next == nil || *p.Next == "" {
				break
			}
			cursor = *p.Next
		}
	}
	for i := range d.messages {
		if n := seen[fmt.Sprintf("pesan %d é", i)]; n != 1 {
			t.Fatalf("event %d is there %d times", i, n)
		}
	}
}
