package comment

import (
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// HandleEvents implements channel.Handler: new comments are stored and judged. Comments that are known already, by whatever way they came,
// are left alone, so that each is judged once.
func (s *Service) HandleEvents(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, evs []channel.Event) error {
	fresh, err := s.fresh(ctx, tx, ch, evs)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if ch.State == channel.Disconnected { // delivered before the account left; nothing is said for it any more
		if err := s.store.insert(ctx, tx, fresh); err != nil {
			return err
		}
		return s.d.Events.Append(ctx, tx, event.CommentChanged, ch.ID.String(), nil)
	}
	rules, err := s.active(ctx, tx, tx.Workspace())
	if err != nil {
		return err
	}
	if err := s.lookUp(ctx, tx, ch, rules, fresh); err != nil {
		return err
	}
	if err := s.store.insert(ctx, tx, fresh); err != nil {
		return err
	}
	now := fresh[:0:0]
	for i := range fresh {
		if !fresh[i].Pending {
			now = append(now, fresh[i])
		}
	}
	if err := s.answer(ctx, tx, ch.ID, rules, now); err != nil {
		return err
	}
	return s.d.Events.Append(ctx, tx, event.CommentChanged, ch.ID.String(), nil)
}

// fresh turns events into comments that the channel does not have.
func (s *Service) fresh(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, evs []channel.Event) ([]Comment, error) {
	var list []Comment
	var externals []string
	seen := map[string]bool{}
	for _, ev := range evs {
		e, ok := ev.(channel.CommentReceived)
		if !ok || e.ExternalID == "" || seen[e.ExternalID] {
			continue
		}
		seen[e.ExternalID] = true
		externals = append(externals, e.ExternalID)
		list = append(list, Comment{
			ID: id.New[Comment](), Channel: ch.ID, ExternalID: e.ExternalID, Post: e.Post, Original: e.Original, Product: e.Product, Parent: e.Parent,
			Handle: e.From.UserID, Username: e.Username, Text: clean(e.Text), At: bound(e.At, tx.Now()), Live: e.Live,
			Own: e.Own || e.Username != "" && e.Username == ch.VerifiedName, ReceivedAt: tx.Now(),
		})
	}
	if len(list) == 0 {
		return nil, nil
	}
	known, err := s.store.known(ctx, tx, ch.ID, externals)
	if err != nil {
		return nil, err
	}
	out := list[:0]
	for i := range list {
		if !known[list[i].ExternalID] {
			out = append(out, list[i])
		}
	}
	return out, nil
}

// maxText bounds what is kept of a comment; the network allows 2,200 characters (general knowledge, 2026-11).
const maxText = 4000

// clean makes a text that both engines keep.
func clean(text string) string {
	out := []rune(text)
	kept := out[:0]
	for _, r := range out {
		if r != 0 && r != '\ufffd' {
			kept = append(kept, r)
		}
	}
	return string(kept[:min(len(kept), maxText)])
}

// bound keeps times from the network out of the future.
func bound(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

// lookUp asks for the posts that are not known yet. A comment that cannot be judged before its post is known waits for it; one whose
// delivery did not say under what kind of post it stands has the kind from the post.
func (s *Service) lookUp(ctx context.Context, tx *wsdb.Tx, ch channel.Channel, rules []compiled, list []Comment) error {
	type seen struct {
		product string
		have    bool
	}
	known := map[string]seen{}
	for i := range list {
		c := &list[i]
		if c.Post == "" || c.Product == productMention {
			continue
		}
		p, asked := known[c.Post]
		if !asked {
			var err error
			if p.product, _, p.have, err = s.store.postHead(ctx, tx, ch.ID, c.Post); err != nil {
				return err
			}
			known[c.Post] = p
			if !p.have {
				job := LookUpPost{Workspace: tx.Workspace(), Channel: ch.ID, Comment: c.ID}
				if err := tx.Enqueue(ctx, job, queue.MaxAttempts(8)); err != nil {
					return err
				}
			}
		}
		if c.Product == "" {
			c.Product = p.product
		}
		c.Pending = !p.have && !c.Own && needsPost(rules, c)
	}
	return nil
}

// needsPost says whether a rule cannot judge a comment before its post is known: one that has not found its next post yet, for it may be
// this one; and one for a kind of posts, if the kind is not known.
func needsPost(rules []compiled, c *Comment) bool {
	for i := range rules {
		r := &rules[i]
		if len(r.channels) > 0 && !r.channels[c.Channel] {
			continue
		}
		switch r.Scope.Kind {
		case ScopeNext:
			if r.Armed == "" {
				return true
			}
		case ScopeReels, ScopeAds:
			if c.Product == "" && c.Original == "" {
				return true
			}
		}
	}
	return false
}

// answer judges comments and writes down everything that will be sent for them.
func (s *Service) answer(ctx context.Context, tx *wsdb.Tx, ch channel.ID, rules []compiled, list []Comment) error {
	if len(rules) == 0 {
		return nil
	}
	past := newPast()
	if slices.ContainsFunc(rules, compiled.remembers) {
		var err error
		if past, err = s.past(ctx, tx, list, []ID{}); err != nil {
			return err
		}
	}
	b := &batch{s: s, tx: tx, ch: ch}
	for i := range list {
		for _, v := range judge(rules, &list[i], past, tx.Now()) {
			if v.outcome == Answered {
				past.note(v.rule.ID, list[i].person(), wordsKey(fold(list[i].Text)), list[i].At)
			}
			b.take(&list[i], v)
		}
	}
	return b.save(ctx)
}

// batch is what some comments come to.
type batch struct {
	s       *Service
	tx      *wsdb.Tx
	ch      channel.ID
	matches []judged
	of      []*Comment
	rules   []*compiled
}

func (b *batch) take(c *Comment, v verdict) {
	m := judged{writtenAt: c.At, words: wordsKey(fold(c.Text))}
	m.Match = Match{
		ID: id.New[Match](), Rule: v.rule.ID, Comment: c.ID, Channel: b.ch, Handle: c.person(), At: b.tx.Now(), Outcome: v.outcome, Reason: v.reason,
	}
	b.matches, b.of, b.rules = append(b.matches, m), append(b.of, c), append(b.rules, v.rule)
}

// save finds the people, hands the messages to the outbox and keeps the matches.
func (b *batch) save(ctx context.Context) error {
	if len(b.matches) == 0 {
		return nil
	}
	if err := b.people(ctx); err != nil {
		return err
	}
	known, err := b.known(ctx)
	if err != nil {
		return err
	}
	var reqs []outbox.Request
	var set []func(outbox.ID)
	for i := range b.matches {
		m := &b.matches[i]
		if m.Outcome != Answered {
			continue
		}
		r, c := b.rules[i], b.of[i]
		if _, done := known[privateKey(c)]; done {
			m.Outcome, m.Reason = Skipped, ReasonReplied
			continue
		}
		if r.Private != nil {
			m.Step = r.firstStep()
			reqs = append(reqs, b.s.request(m, &r.Rule, c, r.first(m.ID, c), privateKey(c)))
			set = append(set, func(send outbox.ID) { m.Private = send })
		}
		_, told := known[publicKey(c)]
		switch p := r.Public; {
		case p == nil || p.After || told:
		case p.delay(c) == 0:
			reqs = append(reqs, b.s.request(m, &r.Rule, c, r.public(c), publicKey(c)))
			set = append(set, func(send outbox.ID) { m.Public = send })
		default:
			m.PublicAt = b.tx.Now().Add(p.delay(c))
			b.tx.WakeAt(m.PublicAt)
		}
	}
	if len(reqs) > 0 {
		sends, err := b.s.d.Outbox.Add(ctx, b.tx, reqs)
		if err != nil {
			return err
		}
		for i := range sends {
			set[i](sends[i].ID)
		}
	}
	return b.s.store.insertMatches(ctx, b.tx, b.matches)
}

// known are the replies to these comments that the ledger has already: somebody answered by hand while a post was looked up, or the
// comment itself was forgotten and came again.
func (b *batch) known(ctx context.Context) (map[string]outbox.Send, error) {
	var keys []string
	for i, c := range b.of {
		if b.matches[i].Outcome == Answered {
			keys = append(keys, privateKey(c), publicKey(c))
		}
	}
	return b.s.d.Outbox.ByKeys(ctx, b.tx, keys)
}

func (r *Rule) firstStep() Step {
	if r.Opening != nil {
		return StepOpening
	}
	return StepContent
}

// people finds or makes the contacts of those who are answered. Whoever only commented is no contact.
func (b *batch) people(ctx context.Context) error {
	var addrs []contact.Address
	var of []int
	for i := range b.matches {
		c := b.of[i]
		if b.matches[i].Outcome != Answered || c.Handle == "" {
			continue
		}
		addrs = append(addrs, contact.Address{UserID: c.Handle, ProfileName: c.Username, Channel: b.ch.String(), Username: c.Username})
		of = append(of, i)
	}
	if len(addrs) == 0 {
		return nil
	}
	whose, err := b.s.d.Contacts.ResolveAll(ctx, b.tx, addrs)
	if err != nil {
		return err
	}
	for k, i := range of {
		b.matches[i].Contact = whose[k]
	}
	return nil
}

// privateKey makes that one comment is answered privately once, by whatever rule or person. It names the comment as the network does: the
// ledger still knows when the comment was forgotten here and comes again.
func privateKey(c *Comment) string {
	return "comment:private:" + c.Channel.String() + ":" + c.ExternalID
}

func publicKey(c *Comment) string { return "comment:public:" + c.Channel.String() + ":" + c.ExternalID }

func (s *Service) request(m *judged, r *Rule, c *Comment, content channel.Content, key string) outbox.Request {
	return outbox.Request{
		Channel: c.Channel, Lane: outbox.Bot, Origin: origin(r.ID), Contact: m.Contact, To: channel.Address{UserID: c.Handle},
		Purpose: contact.PurposeService, Content: content, Preview: content.Plain(), Key: key,
	}
}
