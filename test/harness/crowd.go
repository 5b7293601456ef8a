package harness

import (
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// CrowdRules is how many rules answer a crowd.
const CrowdRules = 50

// CrowdAhead is later than a server's clock ever comes, which bounds what the network says by its own time.
const CrowdAhead = 1000 * time.Hour

// CrowdAccount is an account of the sandbox with the comments under its post, once they are written. Comment i meets rule i modulo CrowdRules.
type CrowdAccount struct {
	ID       string
	Comments []WebhookComment

	number, each int
	post         string
}

// Crowd connects accounts to a workspace, with rules for fifty keywords that are at work before the first comment: a sweep may find it at any
// time.
func (w *World) Crowd(c *Client, accounts, each int) []*CrowdAccount {
	w.T.Helper()
	all := make([]*CrowdAccount, accounts)
	for n := range all {
		all[n] = &CrowdAccount{ID: fmt.Sprintf("1784140000000%04d", 100+n), number: n, each: each, post: fmt.Sprintf("1790000000000%04d", 100+n)}
		w.Sandbox.Instagram().AddAccount(instagram.SeedAccount{
			ID: all[n].ID, ScopedID: fmt.Sprintf("2400000000000%04d", 100+n), Username: fmt.Sprintf("toko.ramai%d", n), Name: "Toko Ramai", Kind: "BUSINESS",
			Media: []instagram.SeedMedia{{ID: all[n].post, Product: "FEED", Kind: "IMAGE", Caption: "Bagi-bagi"}},
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

// Write has people write the comments of an account, a few at a time, and delivers them as the network does; before is called before each
// delivery.
func (a *CrowdAccount) Write(w *World, before func(list []WebhookComment)) {
	for from := 0; from < a.each; from += 5 {
		var list []WebhookComment
		for i := from; i < min(from+5, a.each); i++ {
			text := fmt.Sprintf("mau %s %d.%d", crowdWord(i%CrowdRules), a.number, i)
			list = append(list, w.silentComment(a.ID, a.post, fmt.Sprintf("orang%d", i%97), text))
		}
		a.Comments = append(a.Comments, list...)
		before(list)
		w.Deliver(CommentDelivery(a.ID, time.Now().Add(CrowdAhead), list))
	}
}
