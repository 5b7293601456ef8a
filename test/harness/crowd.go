package harness

import (
	"fmt"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// CrowdRules is how many rules answer a crowd.
const CrowdRules = 50

// CrowdAhead is later than a server's clock ever comes, which bounds what the network says by its own time.
const CrowdAhead = 1000 * time.Hour

// CrowdAccount is an account of the sandbox with the comments under its post. Comment i meets rule i modulo CrowdRules.
type CrowdAccount struct {
	ID       string
	Comments []WebhookComment
}

// Crowd connects accounts to a workspace, with rules for fifty keywords, and has people write comments that nobody is told of yet.
func (w *World) Crowd(c *Client, accounts, each int) []*CrowdAccount {
	w.T.Helper()
	ig := w.Sandbox.Instagram()
	var all []*CrowdAccount
	for n := range accounts {
		a := &CrowdAccount{ID: fmt.Sprintf("1784140000000%04d", 100+n)}
		post := fmt.Sprintf("1790000000000%04d", 100+n)
		ig.AddAccount(instagram.SeedAccount{
			ID: a.ID, ScopedID: fmt.Sprintf("2400000000000%04d", 100+n), Username: fmt.Sprintf("toko.ramai%d", n), Name: "Toko Ramai", Kind: "BUSINESS",
			Media: []instagram.SeedMedia{{ID: post, Product: "FEED", Kind: "IMAGE", Caption: "Bagi-bagi"}},
		})
		w.ConnectInstagram(c, a.ID)
		for i := range each {
			said := WebhookComment{Username: fmt.Sprintf("orang%d", i%97), Text: fmt.Sprintf("mau %s %d.%d", crowdWord(i%CrowdRules), n, i), Post: post}
			var err error
			said.ID, err = ig.Comment(instagram.WrittenComment{
				Media: post, Person: said.Username, Text: said.Text, Silent: true, Age: -CrowdAhead.Seconds(),
			})
			if err != nil {
				w.T.Fatal(err)
			}
			said.From = ig.AuthorID(a.ID, said.Username)
			a.Comments = append(a.Comments, said)
		}
		all = append(all, a)
	}
	for i := range CrowdRules {
		c.StartRule(map[string]any{
			"name": fmt.Sprint("Aturan ", i), "scope": map[string]any{"kind": "all", "channels": []string{}},
			"match":   map[string]any{"include": []map[string]string{{"text": crowdWord(i), "mode": "word"}}},
			"private": map[string]any{"texts": []string{CrowdAnswer(i)}},
			"follow":  map[string]any{"policy": "send"}, "repeat": map[string]any{"every": true},
		})
	}
	return all
}

func crowdWord(rule int) string { return fmt.Sprintf("kode%03d", rule) }

// CrowdAnswer is what the rule that comment i meets says.
func CrowdAnswer(i int) string { return fmt.Sprint("Jawaban ", i%CrowdRules) }

// Write delivers the comments of an account a few at a time, as the network does; before is called before each delivery.
func (a *CrowdAccount) Write(w *World, before func(list []WebhookComment)) {
	for list := range slices.Chunk(a.Comments, 5) {
		before(list)
		w.Deliver(CommentDelivery(a.ID, time.Now().Add(CrowdAhead), list))
	}
}
