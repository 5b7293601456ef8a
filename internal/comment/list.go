package comment

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// position is where a page of a list by time ends.
type position struct {
	At int64  `json:"a"`
	ID string `json:"i"`
}

const lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

func start(c page.Cursor) (position, error) {
	p := position{At: math.MaxInt64, ID: lastID}
	if _, err := c.Decode(&p); err != nil {
		return p, err
	}
	return p, nil
}

// Filter says which comments to list.
type Filter struct {
	Channel channel.ID
	Post    string
	Page    page.Request
}

// Listed is a comment with what became of it.
type Listed struct {
	Comment
	Matches []MatchView
	Private *outbox.Send // the private reply, by a rule or by hand
}

// Comments returns comments, the newest first, each with the rules that met it.
func (s *Service) Comments(ctx context.Context, q wsdb.Query, f Filter) (page.Page[Listed], error) {
	var out page.Page[Listed]
	from, err := start(f.Page.Cursor)
	if err != nil {
		return out, err
	}
	tail, args := s.store.listed(f.Channel, f.Post, from, f.Page.Size()+1)
	list, err := s.store.comments(ctx, q, tail, args...)
	if err != nil {
		return out, err
	}
	cut := page.Cut(list, f.Page.Size(), func(c Comment) any { return position{At: clock.Micros(c.At), ID: c.ID.String()} })
	out.Next, out.Items = cut.Next, make([]Listed, len(cut.Items))
	of := map[ID]int{}
	ids := make([]ID, len(cut.Items))
	for i, c := range cut.Items {
		out.Items[i].Comment, of[c.ID], ids[i] = c, i, c.ID
	}
	matches, err := s.store.matches(ctx, q, `WHERE comment_id IN `+s.store.ids()+` ORDER BY id`, asJSON(ids))
	if err != nil {
		return out, err
	}
	views, err := s.describe(ctx, q, matches)
	for _, v := range views {
		i := of[v.Match.Comment]
		out.Items[i].Matches = append(out.Items[i].Matches, v)
	}
	if err != nil {
		return out, err
	}
	return out, s.privateReplies(ctx, q, out.Items)
}

// privateReplies adds what the comments were answered with privately.
func (s *Service) privateReplies(ctx context.Context, q wsdb.Query, list []Listed) error {
	keys := make([]string, len(list))
	for i := range list {
		keys[i] = privateKey(&list[i].Comment)
	}
	found, err := s.d.Outbox.ByKeys(ctx, q, keys)
	for i := range list {
		if m, ok := found[keys[i]]; ok {
			list[i].Private = &m
		}
	}
	return err
}

// MatchView is a match with how its messages went.
type MatchView struct {
	Match
	RuleName string
	Comment  Comment // zero where it was forgotten
	Sends    map[string]outbox.Send
}

// The messages of a match.
const (
	SendPrivate = "private"
	SendPublic  = "public"
	SendContent = "content"
)

// describe adds to matches what other tables know.
func (s *Service) describe(ctx context.Context, q wsdb.Query, list []Match) ([]MatchView, error) {
	rules, err := s.store.rules(ctx, q, inOrder)
	if err != nil {
		return nil, err
	}
	names := map[RuleID]string{}
	for _, r := range rules {
		names[r.ID] = r.Name
	}
	var sends []outbox.ID
	comments := make([]ID, len(list))
	for i := range list {
		comments[i] = list[i].Comment
		for _, x := range []outbox.ID{list[i].Private, list[i].Public, list[i].Content} {
			if !x.IsZero() {
				sends = append(sends, x)
			}
		}
	}
	ledger, err := s.d.Outbox.Get(ctx, q, sends)
	if err != nil {
		return nil, err
	}
	found, err := s.store.comments(ctx, q, `WHERE id IN `+s.store.ids(), asJSON(comments))
	if err != nil {
		return nil, err
	}
	byID := map[ID]Comment{}
	for _, c := range found {
		byID[c.ID] = c
	}
	out := make([]MatchView, len(list))
	for i := range list {
		v := MatchView{Match: list[i], RuleName: names[list[i].Rule], Comment: byID[list[i].Comment], Sends: map[string]outbox.Send{}}
		for name, x := range map[string]outbox.ID{SendPrivate: v.Private, SendPublic: v.Public, SendContent: v.Content} {
			if m, ok := ledger[x]; ok {
				v.Sends[name] = m
			}
		}
		out[i] = v
	}
	return out, nil
}

// MatchFilter says which matches to list.
type MatchFilter struct {
	Rule    RuleID
	Channel channel.ID
	Outcome Outcome
	Page    page.Request
}

// Matches returns matches, the newest first.
func (s *Service) Matches(ctx context.Context, q wsdb.Query, f MatchFilter) (page.Page[MatchView], error) {
	var out page.Page[MatchView]
	last := struct {
		ID string `json:"i"`
	}{lastID}
	if _, err := f.Page.Cursor.Decode(&last); err != nil {
		return out, err
	}
	if _, err := id.Parse[Match](last.ID); err != nil {
		return out, page.ErrCursor
	}
	tail, args := s.store.matched(f, last.ID)
	list, err := s.store.matches(ctx, q, tail, args...)
	if err != nil {
		return out, err
	}
	cut := page.Cut(list, f.Page.Size(), func(m Match) any {
		return struct {
			ID string `json:"i"`
		}{m.ID.String()}
	})
	out.Next = cut.Next
	out.Items, err = s.describe(ctx, q, cut.Items)
	return out, err
}

// matched is the tail of a list of matches from an id on, the newest first. Each outcome is read along an index of its own; it is written
// out, because the indexes name it.
func (s store) matched(f MatchFilter, from string) (tail string, args []any) {
	args = []any{from, f.Page.Size() + 1}
	where := `WHERE id < ` + s.pick(`$1`, `CAST($1 AS uuid)`)
	narrow := func(column string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(` AND %s = $%d`, column, len(args))
	}
	if !f.Rule.IsZero() {
		narrow(`rule_id`, f.Rule)
	}
	if !f.Channel.IsZero() {
		narrow(`channel_id`, f.Channel)
	}
	const inOrder = ` ORDER BY id DESC LIMIT $2`
	of := func(o Outcome) string { return where + ` AND outcome = '` + string(o) + `'` + inOrder }
	switch {
	case f.Outcome == Answered, f.Outcome == Skipped, f.Outcome == Lost:
		return of(f.Outcome), args
	case len(args) == 2:
		return where + inOrder, args
	}
	var each []string
	for _, o := range []Outcome{Answered, Skipped, Lost} {
		each = append(each, `SELECT id FROM (SELECT id FROM comment_match `+of(o)+`) AS `+string(o))
	}
	return `WHERE id IN (` + strings.Join(each, ` UNION ALL `) + `)` + inOrder, args
}

// Posts returns the posts that are known, the newest first.
func (s *Service) Posts(ctx context.Context, q wsdb.Query, ch channel.ID, r page.Request) (page.Page[Post], error) {
	last := struct {
		At int64  `json:"a"`
		ID string `json:"i"`
	}{math.MaxInt64, "~"}
	if _, err := r.Cursor.Decode(&last); err != nil {
		return page.Page[Post]{}, err
	}
	args := []any{last.At, last.ID, r.Size() + 1}
	where := `WHERE (posted_at, external_id) < ($1, $2)`
	if !ch.IsZero() {
		where += ` AND channel_id = $4`
		args = append(args, ch)
	}
	list, err := s.store.posts(ctx, q, where+` ORDER BY posted_at DESC, external_id DESC LIMIT $3`, args...)
	if err != nil {
		return page.Page[Post]{}, err
	}
	return page.Cut(list, r.Size(), func(p Post) any {
		return struct {
			At int64  `json:"a"`
			ID string `json:"i"`
		}{clock.Micros(p.At), p.ExternalID}
	}), nil
}

// Line is how many private replies of an account wait, and when the last of them may leave.
type Line struct {
	Channel channel.ID
	Waiting int
	PerHour int
	Last    time.Time // zero when nothing is held back
}

// Lines returns the lines of all accounts.
func (s *Service) Lines(ctx context.Context, q wsdb.Query) ([]Line, error) {
	all, err := s.d.Channels.List(ctx, q)
	if err != nil {
		return nil, err
	}
	out := []Line{}
	for _, ch := range all {
		if ch.Kind != channel.Instagram || ch.State == channel.Disconnected {
			continue
		}
		l := Line{Channel: ch.ID, PerHour: ch.Limits.PrivatePerHour}
		if l.Waiting, l.Last, err = s.d.Outbox.PrivateLine(ctx, q, ch.ID); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}
