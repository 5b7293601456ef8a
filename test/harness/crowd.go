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

// Crowd connects accounts to a workspace, with rules for fifty keywords, and has people write comments that nobody is told of yet. The rules
// are at work before the first comment: a sweep may find it at any time.
func (w *World) Crowd(c *Client, accounts, each int) []*CrowdAccount {
	w.T.Helper()
	all := make([]*CrowdAccount, accounts)
	posts := make([]string, accounts)
	for n := range all {
		all[n] = &CrowdAccount{ID: fmt.Sprintf("1784140000000%04d", 100+n)}
		posts[n] = fmt.Sprintf("1790000000000%04d", 100+n)
		w.Sandbox.Instagram().AddAccount(instagram.SeedAccount{
			ID: all[n].ID, ScopedID: fmt.Sprintf("2400000000000%04d", 100+n), Username: fmt.Sprintf("toko.ramai%d", n), Name: "Toko Ramai", Kind: "BUSINESS",
			Media: []instagram.SeedMedia{{ID: posts[n], Product: "FEED", Kind: "IMAGE", Caption: "Bagi-bagi"}},
		})
		w.ConnectInstagram(c, all[n].ID)
	}
	for i := range CrowdRules {
		c.StartRule(map[string]any{
			"name": fmt.Sprint("Aturan ", i), "scope": map[string]any{"kind": "all", "channels": []string{}},
			"match":   map[string]any{"include": []map[string]string{{"text": crowdWord(i), "mode": "word"}}},
			"private": map[string]any{"texts": []string{CrowdAnswer(i)}},
			"follow":  map[string]any{"policy": "send"}, "repeat": map[string]any{"every": true},
		})
	}
	for n, a := range all {
		for i := range each {
			a.Comments = append(a.Comments, w.silentComment(a.ID, posts[n], fmt.Sprintf("orang%d", i%97), fmt.Sprintf("mau %s %d.%d", crowdWord(i%CrowdRules), n, i)))
		}
	}
	return all
}

func (w *World) silentComment(account, post, username, text string) WebhookComment {
	w.T.Helper()
	ig := w.Sandbox.Instagram()
	written, err := ig.Comment(instagram.WrittenComment{Media: post, Person: username, Text: text, Silent: true, Age: -CrowdAhead.Seconds()})
	if err != nil {
		w.T.Fatal(err)
	}
	return WebhookComment{ID: written, From: ig.AuthorID(account, username), Username: username, Text: text, Post: post}
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
