package kill

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
	"github.com/kelolapesan/kelola/test/harness"
)

// commented is a crowd of comments under one post, and what came of them.
type commented struct {
	w       *harness.World
	c       *harness.Client
	account harness.InstagramAccount
	post1   string   // the network's id of the post
	ids     []string // and of the comments
	from    []string // and of their authors
	kills   atomic.Int64
	posts   atomic.Int64
}

// answers is what the network and the ledger say in the end.
type answers struct {
	kills, comments  int
	twice            int // comments for which the network was called more than once
	lost             int // comments without an answer in the ledger
	untold           int // answers that the network has and the ledger does not say so
	unproven         int // answers that the ledger claims and the network does not have
	unknown, refused int
}

func (a answers) truthful() bool { return a.twice+a.lost+a.untold+a.unproven+a.refused == 0 }

// comments writes n comments, of which each is delivered one to five times, in parallel, and found by sweeps too, while the server is
// killed again and again, half of the time on the heels of a reply. Every comment meets a rule with a private and a public reply.
func comments(t *testing.T, engine, binary string, n int) answers {
	t.Helper()
	w := harness.New(t, engine, binary, sandbox.Options{Seed: 11})
	// The network would refuse a second reply; here it takes it, so that none that is sent stays hidden.
	w.Sandbox.Instagram().SetKnobs(func(k *instagram.Knobs) { k.PrivateTwice, k.PrivateRepliesHour, k.Impressions = true, 0, -1 })
	w.Sandbox.SetFault(sandbox.Fault{Kind: "latency", Route: "ig_private_reply", LatencyMS: 10})
	w.Sandbox.SetFault(sandbox.Fault{Kind: "latency", Route: "ig_private_reply", LatencyMS: 40, After: true})
	user, code := w.Owner("toko")
	w.Start()
	x := &commented{w: w, c: w.Login("toko", user, code)}
	x.account = w.ConnectInstagram(x.c, instagram.DefaultAccount)
	x.c.Pace(x.account.ID, size(30, 60)) // slow enough to be killed often
	x.c.StartRule(map[string]any{
		"name": "Semua", "scope": map[string]any{"kind": "all", "channels": []string{}}, "match": map[string]any{"any": true},
		"private": map[string]any{"texts": []string{"Halo {{username}}"}}, "public": map[string]any{"texts": []string{"Cek DM ya"}, "after_private": true},
		"follow": map[string]any{"policy": "send"}, "repeat": map[string]any{"every": true},
	})
	ig := w.Sandbox.Instagram()
	var err error
	if x.post1, err = ig.Publish(instagram.Published{Account: instagram.DefaultAccount, Product: "FEED", Caption: "Kebaya baru"}); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		who := fmt.Sprintf("orang%d", i)
		written, err := ig.Comment(instagram.WrittenComment{Media: x.post1, Person: who, Text: fmt.Sprintf("harga %d", i), Silent: true})
		if err != nil {
			t.Fatal(err)
		}
		x.ids, x.from = append(x.ids, written), append(x.from, ig.AuthorID(instagram.DefaultAccount, who))
	}
	x.killWhile(t, func() { x.deliver() })
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := w.Sandbox.DrainWebhooks(ctx); err != nil {
		t.Fatal(err)
	}
	out := x.compare(t)
	for until := time.Now().Add(20 * time.Second); out.untold > 0 && time.Now().Before(until); out = x.compare(t) {
		time.Sleep(100 * time.Millisecond) // the last echoes are being processed
	}
	return out
}

// killWhile kills the server at random moments while something happens and until what it caused has left.
func (x *commented) killWhile(t *testing.T, happens func()) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	over := make(chan struct{})
	go func() {
		happens()
		close(over)
	}()
	deadline := time.Now().Add(time.Duration(size(60, 25)) * time.Minute)
	for !x.done(over, 1+chance.IntN(size(3, 30)), chance.IntN(2) == 0) {
		if time.Now().After(deadline) {
			t.Fatal("the comments were not answered")
		}
		x.w.Kill()
		x.kills.Add(1)
		x.w.Start()
		if chance.IntN(4) == 0 {
			_, _ = x.c.Do("POST", "/instagram/accounts/"+x.account.ID+"/sweep", nil, nil)
		}
	}
}

// done waits for the end, at most for the life of this process: so many deliveries and replies, however fast the machine. A life that ends
// amid replies ends on the heels of the next one.
func (x *commented) done(over chan struct{}, life int, amid bool) bool {
	until, latest := x.progress()+life, time.Now().Add(time.Duration(size(700, 2000))*time.Millisecond)
	taken := -1
	for {
		if late := time.Now().After(latest); late || x.progress() >= until {
			attempts := len(x.w.Sandbox.Instagram().Effects("private_reply"))
			switch {
			case !amid || late || taken >= 0 && attempts > taken:
				return false
			case taken < 0:
				taken = attempts
			}
		}
		select {
		case <-over:
			if x.settled() {
				return true
			}
		default:
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// progress counts what has happened: deliveries that were taken, and replies.
func (x *commented) progress() int {
	return int(x.posts.Load()) + len(x.w.Sandbox.Instagram().Effects(""))
}

// settled says that every comment has a reply, and nothing is under way.
func (x *commented) settled() bool {
	var queue struct {
		Items []struct {
			Waiting int `json:"waiting"`
		} `json:"items"`
	}
	if _, err := x.c.Do("GET", "/instagram/queue", nil, &queue); err != nil || len(queue.Items) == 0 || queue.Items[0].Waiting > 0 {
		return false
	}
	for _, m := range x.matches() {
		switch m.Sends["private"].State {
		case "queued", "held", "sending", "":
			return false
		}
		if m.PublicAt != nil {
			return false
		}
		switch m.Sends["public"].State {
		case "queued", "held", "sending":
			return false
		}
	}
	return len(x.matches()) >= len(x.ids)
}

type match struct {
	Text     string  `json:"text"`
	Outcome  string  `json:"outcome"`
	PublicAt *string `json:"public_at"`
	Sends    map[string]struct {
		State  string `json:"state"`
		Reason string `json:"reason"`
	} `json:"sends"`
}

// matches reads the whole match log; what cannot be read now is missing.
func (x *commented) matches() []match {
	var all []match
	for cursor := ""; ; {
		var p struct {
			Items []match `json:"items"`
			Next  *string `json:"next"`
		}
		if _, err := x.c.Do("GET", "/instagram/matches?limit=200&cursor="+cursor, nil, &p); err != nil {
			return nil
		}
		all = append(all, p.Items...)
		if p.Next == nil {
			return all
		}
		cursor = *p.Next
	}
}

// deliver posts every comment one to five times from several senders; a post that is not answered 200 is repeated, as the network does.
func (x *commented) deliver() {
	chance := rand.New(rand.NewPCG(3, 4))
	var plan []int
	for i := range x.ids {
		if i%20 == 0 {
			continue // never delivered: a sweep finds it
		}
		for range 1 + chance.IntN(5) {
			plan = append(plan, i)
		}
	}
	chance.Shuffle(len(plan), func(a, b int) { plan[a], plan[b] = plan[b], plan[a] })
	batches := make(chan []int)
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for b := range batches {
				x.post(b)
			}
		})
	}
	for len(plan) > 0 {
		n := min(1+chance.IntN(6), len(plan))
		batches <- plan[:n]
		plan = plan[n:]
	}
	close(batches)
	work.Wait()
	for { // what was never delivered
		if status, err := x.c.Do("POST", "/instagram/accounts/"+x.account.ID+"/sweep", nil, nil); err == nil && status == http.StatusAccepted {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (x *commented) post(batch []int) {
	list := make([]harness.WebhookComment, len(batch))
	for k, i := range batch {
		list[k] = harness.WebhookComment{ID: x.ids[i], From: x.from[i], Username: fmt.Sprintf("orang%d", i), Text: fmt.Sprintf("harga %d", i), Post: x.post1}
	}
	x.w.Deliver(harness.CommentDelivery(instagram.DefaultAccount, time.Now(), list))
	x.posts.Add(1)
}

// compare puts what the network has beside what the ledger says.
func (x *commented) compare(t *testing.T) answers {
	t.Helper()
	all := x.matches()
	counts := x.w.Sandbox.Instagram().Counts()
	out := answers{kills: int(x.kills.Load()), comments: len(x.ids)}
	byText := map[string]match{}
	for _, m := range all {
		if _, again := byText[m.Text]; again {
			out.twice++
		}
		byText[m.Text] = m
	}
	for i, id := range x.ids {
		m, told := byText[fmt.Sprintf("harga %d", i)]
		if !told {
			out.lost++
			continue
		}
		if counts.PrivateAttempts[id] > 1 || counts.PublicReplies[id] > 1 {
			out.twice++
		}
		has := counts.PrivateReplies[id] > 0
		switch s := m.Sends["private"]; s.State {
		case "accepted", "sent", "delivered", "read":
			if !has {
				out.unproven++
			}
		case "unknown":
			out.unknown++
			if has {
				out.untold++
			}
			if s.Reason == "" {
				out.refused++
			}
		default:
			t.Logf("comment %d: %s %s", i, s.State, s.Reason)
			out.refused++
		}
	}
	return out
}

// TestKill_comments: through duplicates, sweeps, parallel deliveries and kills no comment is answered privately twice, and none is lost.
func TestKill_comments(t *testing.T) {
	t.Parallel()
	for _, engine := range harness.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a := comments(t, engine, "", size(9000, 300))
			t.Logf("%+v", a)
			if !a.truthful() {
				t.Errorf("a comment was answered twice or not at all: %+v", a)
			}
			least := size(map[string]int{"sqlite": 1000, "postgres": 250}[engine], 4) // on PostgreSQL a start takes three seconds
			if a.kills < least {
				t.Errorf("only %d kills", a.kills)
			}
		})
	}
}

// TestKill_commentsControl: a build that forgets what it was about to send answers comments twice, and the test sees it.
func TestKill_commentsControl(t *testing.T) {
	t.Parallel()
	binary := harness.BuildWith(t, "kelola_forget_claim")
	for range 3 {
		if a := comments(t, "sqlite", binary, 120); a.twice > 0 {
			t.Logf("%+v", a)
			return
		}
	}
	t.Error("the broken build was not found out")
}
