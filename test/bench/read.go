package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/test/harness"
)

const (
	readers   = 6 // people who take turns: one person may ask 50 times a second
	readsEach = 300
	inboundP6 = 10_000
	goalRows  = 1_000_000
)

// fill writes messages: a blast to as many groups as are needed, and messages that come in.
func (s *site) fill(t *bed, o options, p *peer, channel string, groups []string) blastRound {
	n := min(max((o.p6+o.p5-1)/o.p5, 1), len(groups))
	b := s.client.DraftBlast(channel)
	s.client.Must("PATCH", "/blasts/"+b.ID, map[string]any{
		"version": b.Version, "audience": map[string]any{"all": false, "group_ids": groups[:n], "exclude_group_ids": []string{}},
	}, &b)
	p.clear(0)
	r := s.finish(t, p, b, n*o.p5)
	const batch = 50
	got := deliver(s.URL()+"/webhooks/meta", inboundP6/batch, func(i int) []byte { return inbound(i*batch, batch, 2000) })
	if got.bad > 0 {
		t.Fatalf("%d deliveries were refused", got.bad)
	}
	s.Wait(5*time.Minute, "all messages to be in the inbox", func() bool { return s.unread() >= inboundP6 })
	return r
}

// people logs several people in, who then take turns.
func (s *site) people() []*harness.Client {
	out := make([]*harness.Client, readers)
	for i := range out {
		name := fmt.Sprintf("kasir.%d", i)
		code := harness.CodeIn(s.Admin("user", "add", "--username", name, "--name", "Kasir"))
		s.Admin("workspace", "add-member", "--workspace", "toko", "--username", name, "--role", "agent")
		out[i] = s.Login("toko", name, code)
	}
	return out
}

// read is one kind of request.
type read struct {
	name  string
	paths func() []string
	took  []time.Duration
}

func reads(c *harness.Client, groups []string) []*read {
	var list struct {
		Items []harness.ID `json:"items"`
	}
	c.Must("GET", "/conversations?limit=200", nil, &list)
	one := func(format string, args ...func() any) func() []string {
		return func() []string {
			v := make([]any, len(args))
			for i, a := range args {
				v[i] = a()
			}
			return strings.Split(fmt.Sprintf(format, v...), " ")
		}
	}
	conv := func() any { return list.Items[rand.IntN(len(list.Items))].ID }
	word := func() any { return words[rand.IntN(len(words))] }
	number := func() any { return rand.IntN(10_000) }
	group := func() any { return groups[rand.IntN(len(groups))] }
	city := func() any { return cities[rand.IntN(len(cities))] }
	var current any
	same := func() any { current = conv(); return current }
	again := func() any { return current }
	return []*read{
		{name: "inbox", paths: one("/conversations?limit=50")},
		{name: "conversation", paths: one("/conversations/%s /conversations/%s/messages?limit=50", same, again)},
		{name: "message search", paths: one("/conversations?limit=50&search=%s+%d", word, number)},
		{name: "contacts", paths: one("/contacts?limit=50&sort=name&group=%s&consent=promo:granted&field.kota=%s", group, city)},
		{name: "contact search", paths: one("/contacts?limit=50&search=pelanggan+%d", number)},
		{name: "healthz", paths: nil},
	}
}

// do asks once, and again if the limit per person says so; only the last try counts.
func (s *site) do(t *bed, c *harness.Client, r *read) {
	if r.paths == nil {
		at := time.Now()
		resp, err := http.Get(s.URL() + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		r.took = append(r.took, time.Since(at))
		return
	}
	paths := r.paths()
	for {
		var err error
		status := 0
		at := time.Now()
		for _, p := range paths {
			if status, err = c.Do("GET", p, nil, nil); err != nil {
				break
			}
		}
		took := time.Since(at)
		if status == http.StatusTooManyRequests {
			time.Sleep(200 * time.Millisecond)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		r.took = append(r.took, took)
		return
	}
}

// latencies measures P6: every kind of request in turn with the others and with the baseline.
func (s *site) latencies(t *bed, o options, groups []string) (rows []row) {
	people := s.people()
	kinds := reads(people[0], groups)
	for i := range readsEach + 10 {
		for _, r := range kinds {
			s.do(t, people[i%len(people)], r)
		}
	}
	base := kinds[len(kinds)-1].took[10:]
	for _, r := range kinds[:len(kinds)-1] {
		took := r.took[10:] // the first ones warm up
		p50, p99 := quantile(took, 0.5), quantile(took, 0.99)
		rows = append(rows, row{
			key: "P6 " + r.name, engine: s.Engine, met: p50 <= 5 && p99 <= 25, small: s.small(o),
			scale:    fmt.Sprintf("%d contacts, %d messages", o.rounds*o.p5, s.messages(o)),
			measured: fmt.Sprintf("p50 %.1f ms, p99 %.1f ms (healthz %.1f and %.1f ms)", p50, p99, quantile(base, 0.5), quantile(base, 0.99)),
		})
	}
	return rows
}

// small says that there are fewer contacts or messages than the goals speak of.
func (s *site) small(o options) bool { return o.rounds*o.p5 < goalRows || s.messages(o) < goalRows }

func (s *site) messages(o options) int {
	return min(max((o.p6+o.p5-1)/o.p5, 1), o.rounds)*o.p5 + inboundP6
}
